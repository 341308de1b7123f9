import CoreMetrics
import PrometheusExport
import Testing

@Suite("The Prometheus registry")
struct PrometheusRegistryTests {
    @Test
    func `a destroyed metric leaves the page and starts anew`() {
        let registry = PrometheusRegistry()
        let counter = Counter(label: "a", factory: registry)
        let fraction = FloatingPointCounter(label: "b", factory: registry)
        let meter = Meter(label: "c", factory: registry)
        let recorder = Recorder(label: "d", factory: registry)
        let timer = Timer(label: "e", factory: registry)
        counter.increment(by: 3)
        #expect(["a_total", "b_total", "c", "d", "e_seconds"].allSatisfy { registry.page().contains("# TYPE \($0) ") })
        counter.destroy()
        fraction.destroy()
        meter.destroy()
        recorder.destroy()
        timer.destroy()
        #expect(registry.page() == PrometheusRegistry().page())
        let again = Counter(label: "a", factory: registry)
        again.increment()
        counter.destroy()
        #expect(registry.page().contains("a_total 1\n"), "a handler destroyed twice takes no other with it")
    }

    @Test
    func `a destroyed name is free for another kind`() {
        let registry = PrometheusRegistry()
        let timer = Timer(label: "a", factory: registry)
        Meter(label: "a_seconds_sum", factory: registry).set(1)
        #expect(!registry.page().contains("# TYPE a_seconds_sum"))
        timer.destroy()
        Meter(label: "a_seconds_sum", factory: registry).set(1)
        #expect(registry.page().contains("# TYPE a_seconds_sum gauge\na_seconds_sum 1\n"))
    }

    @Test
    func `reset starts a counter from zero`() {
        let registry = PrometheusRegistry()
        let counter = Counter(label: "a", factory: registry)
        counter.increment(by: 3)
        FloatingPointCounter(label: "a", factory: registry).increment(by: 0.5)
        #expect(registry.page().contains("a_total 3.5\n"))
        counter.reset()
        #expect(registry.page().contains("a_total 0\n"))
    }

    @Test
    func `series beyond the bound do nothing and are counted`() {
        let registry = PrometheusRegistry(maximumSeries: 3)
        for number in 0..<10 {
            Counter(label: "a", dimensions: [("n", "\(number)")], factory: registry).increment()
        }
        let page = registry.page()
        #expect(page.contains("a_total{n=\"2\"} 1\n"))
        #expect(!page.contains("a_total{n=\"3\"}"))
        #expect(page.contains("\npostboek_metrics_dropped_series_total 7\n"))
        Counter(label: "a", dimensions: [("n", "0")], factory: registry).increment()
        #expect(registry.page().contains("a_total{n=\"0\"} 2\n"), "a known series goes on")
        Counter(label: "a", dimensions: [("n", "0")], factory: registry).destroy()
        Meter(label: "b", factory: registry).set(1)
        #expect(registry.page().contains("\nb 1\n"), "a destroyed series makes room")
    }

    @Test
    func `a name of another kind is refused and counted`() {
        let registry = PrometheusRegistry()
        Meter(label: "a_total", factory: registry).set(5)
        Counter(label: "a", factory: registry).increment()
        Recorder(label: "b_seconds", factory: registry).record(1)
        Timer(label: "b", factory: registry).recordSeconds(1)
        let page = registry.page()
        #expect(page.contains("a_total 5\n"))
        #expect(page.contains("b_seconds_count 1\n"))
        #expect(page.contains("\npostboek_metrics_dropped_series_total 2\n"))
    }

    @Test
    func `nothing is lost when many count at once`() async {
        let registry = PrometheusRegistry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 {
                        Counter(label: "a", factory: registry).increment()
                        FloatingPointCounter(label: "b", factory: registry).increment(by: 0.5)
                        Meter(label: "c", factory: registry).increment()
                        Timer(label: "d", factory: registry).recordMilliseconds(1)
                    }
                    _ = registry.page()
                }
            }
        }
        let page = registry.page()
        for line in ["a_total 8000", "b_total 4000", "c 8000", "d_seconds_sum 8", "d_seconds_count 8000"] {
            #expect(page.contains("\n\(line)\n"))
        }
    }
}
