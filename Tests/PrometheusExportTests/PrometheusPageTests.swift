import CoreMetrics
import PrometheusExport
import Testing

@Suite("The Prometheus page")
struct PrometheusPageTests {
    private let registry = PrometheusRegistry()

    /// What every page ends or begins with: the registry's own counter.
    private let own = """
        # TYPE postboek_metrics_dropped_series_total counter
        postboek_metrics_dropped_series_total 0

        """

    @Test
    func `an empty registry shows its own counter`() {
        #expect(registry.page() == own)
    }

    @Test
    func `counters stand by name and label, and count whole numbers and fractions alike`() {
        Counter(label: "a.hits", dimensions: [("class", "person")], factory: registry).increment(by: 2)
        Counter(label: "a.hits", dimensions: [("class", "person")], factory: registry).increment()
        Counter(label: "a.hits", dimensions: [("class", "bot"), ("agent", "curl")], factory: registry).increment()
        Counter(label: "a.bytes_total", factory: registry).increment(by: -5)
        FloatingPointCounter(label: "a.seconds", factory: registry).increment(by: 0.25)
        FloatingPointCounter(label: "a.seconds", factory: registry).increment(by: 0.5)
        FloatingPointCounter(label: "a.seconds", factory: registry).increment(by: Double.nan)
        let expected = """
            # TYPE a_bytes_total counter
            a_bytes_total 0
            # TYPE a_hits_total counter
            a_hits_total{agent="curl",class="bot"} 1
            a_hits_total{class="person"} 3
            # TYPE a_seconds_total counter
            a_seconds_total 0.75

            """
        #expect(registry.page() == expected + own)
    }

    @Test
    func `meters and plain recorders are gauges`() {
        let meter = Meter(label: "a.queue", factory: registry)
        meter.set(5)
        meter.increment()
        meter.decrement(by: 2.5)
        Gauge(label: "a.size", factory: registry).record(7)
        Meter(label: "b.infinite", factory: registry).set(Double.infinity)
        Meter(label: "b.none", factory: registry).set(Double.nan)
        Meter(label: "b.small", factory: registry).set(-Double.infinity)
        let expected = """
            # TYPE a_queue gauge
            a_queue 3.5
            # TYPE a_size gauge
            a_size 7
            # TYPE b_infinite gauge
            b_infinite +Inf
            # TYPE b_none gauge
            b_none NaN
            # TYPE b_small gauge
            b_small -Inf

            """
        #expect(registry.page() == expected + own)
    }

    @Test
    func `a timer is a histogram in seconds`() {
        let timer = Timer(label: "a.time", dimensions: [("route", "/t/{token}")], factory: registry)
        timer.recordMilliseconds(1)
        timer.recordMilliseconds(2)
        timer.recordSeconds(61)
        timer.recordNanoseconds(-1)
        let bounds = [
            ("0.0001", 1), ("0.00025", 1), ("0.0005", 1), ("0.001", 2), ("0.0025", 3), ("0.005", 3), ("0.01", 3),
            ("0.025", 3), ("0.05", 3), ("0.1", 3), ("0.25", 3), ("0.5", 3), ("1", 3), ("2.5", 3), ("5", 3), ("10", 3),
            ("30", 3), ("60", 3), ("+Inf", 4),
        ]
        let lines = bounds.map { "a_time_seconds_bucket{route=\"/t/{token}\",le=\"\($0.0)\"} \($0.1)\n" }.joined()
        let expected = """
            # TYPE a_time_seconds histogram
            \(lines)a_time_seconds_sum{route="/t/{token}"} 61.003
            a_time_seconds_count{route="/t/{token}"} 4

            """
        #expect(registry.page() == expected + own)
    }

    @Test
    func `a recorder that aggregates is a histogram`() {
        let recorder = Recorder(label: "a.batch", factory: registry)
        recorder.record(1)
        recorder.record(3)
        recorder.record(2.5)
        recorder.record(Double.nan)
        let page = registry.page()
        #expect(page.contains("# TYPE a_batch histogram\na_batch_bucket{le=\"1\"} 1\na_batch_bucket{le=\"2\"} 1\n"))
        #expect(page.contains("a_batch_bucket{le=\"5\"} 3\n"))
        #expect(page.contains("a_batch_bucket{le=\"+Inf\"} 3\na_batch_sum 6.5\na_batch_count 3\n"))
    }

    @Test(arguments: [
        ("plain", "plain_total"), ("http.server-requests", "http_server_requests_total"), ("9lives", "_9lives_total"),
        ("", "__total"), ("ns:sub", "ns:sub_total"), ("é", "___total"), ("done_total", "done_total"),
    ])
    func `names are made valid`(label: String, name: String) {
        Counter(label: label, factory: registry).increment()
        #expect(registry.page().contains("# TYPE \(name) counter\n\(name) 1\n"))
    }

    @Test(arguments: [
        ("name", #"a "quoted" \ value"#, #"{name="a \"quoted\" \\ value"}"#),
        ("name", "two\nlines", #"{name="two\nlines"}"#),
        ("bad-name", "ünïcode", #"{bad_name="ünïcode"}"#), ("a:b", "", #"{a_b=""}"#),
        ("__own", "x", #"{label__own="x"}"#),
        ("name", "\r\n", "{name=\"\r\\n\"}"), ("1st", "x", #"{_1st="x"}"#),
    ])
    func `labels are made valid and their values escaped`(label: String, value: String, text: String) {
        Counter(label: "a", dimensions: [(label, value)], factory: registry).increment()
        #expect(registry.page().contains("a_total\(text) 1\n"))
    }

    @Test
    func `no label stands twice, and a histogram keeps its own`() {
        Counter(label: "a", dimensions: [("x.y", "first"), ("x_y", "second")], factory: registry).increment()
        Timer(label: "b", dimensions: [("le", "mine")], factory: registry).recordSeconds(1)
        #expect(registry.page().contains("a_total{x_y=\"first\"} 1\n"))
        #expect(registry.page().contains("b_seconds_bucket{le_=\"mine\",le=\"1\"} 1\n"))
    }
}
