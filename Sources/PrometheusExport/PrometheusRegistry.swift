import CoreMetrics

/// A swift-metrics backend that keeps its numbers in memory and writes them as a Prometheus page.
///
/// Counters are named `…_total`; timers are histograms named `…_seconds`; recorders that aggregate are histograms under their
/// own name, and those that do not are gauges, as meters are. Asking twice for one label and dimensions gives the same
/// series, so that metrics may be made where they are used.
///
/// The number of series is bounded. Beyond it, and where a name is already taken by another kind of metric, the caller gets a
/// handler that does nothing, and ``droppedSeriesName`` counts how often that happened.
package final class PrometheusRegistry: MetricsFactory, Sendable {
    /// The media type of the page.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The counter of handlers that were asked for and not given.
    package static let droppedSeriesName = "postboek_metrics_dropped_series_total"

    private let table: SeriesTable
    private let dropped: CounterSeries

    /// Makes an empty registry.
    ///
    /// - Parameter maximumSeries: How many series it keeps, not counting its own.
    package init(maximumSeries: Int = 2_000) {
        let identity = SeriesIdentity(family: Self.droppedSeriesName, dimensions: [])
        dropped = CounterSeries(identity)
        table = SeriesTable(maximum: maximumSeries, first: dropped)
    }

    /// All series in the Prometheus text format 0.0.4, families and series in the order of their names.
    package func page() -> String {
        var page = ""
        for family in table.families() {
            page += "# TYPE \(family.name) \(family.kind.rawValue)\n"
            for series in family.series { series.write(to: &page) }
        }
        return page
    }

    /// The counter of this label and dimensions.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    /// The counter of this label and dimensions, the same as the one that counts in whole numbers.
    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    /// The gauge of this label and dimensions.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    /// The histogram of this label and dimensions, or the gauge if it is not to aggregate.
    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return gauge(label, dimensions) ?? NOOPMetricsHandler.instance }
        return histogram(MetricName.sanitized(label), dimensions, .amounts) ?? NOOPMetricsHandler.instance
    }

    /// The histogram of this label and dimensions, in seconds.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(MetricName.sanitized(label, suffix: "_seconds"), dimensions, .seconds) ?? NOOPMetricsHandler.instance
    }

    /// Takes the counter off the page; asking for it again starts a new one from zero.
    package func destroyCounter(_ handler: any CounterHandler) { table.remove(handler) }

    /// Takes the counter off the page; asking for it again starts a new one from zero.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { table.remove(handler) }

    /// Takes the gauge off the page.
    package func destroyMeter(_ handler: any MeterHandler) { table.remove(handler) }

    /// Takes the histogram or gauge off the page.
    package func destroyRecorder(_ handler: any RecorderHandler) { table.remove(handler) }

    /// Takes the histogram off the page.
    package func destroyTimer(_ handler: any TimerHandler) { table.remove(handler) }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries? {
        let identity = SeriesIdentity(
            family: MetricName.sanitized(label, suffix: "_total"),
            dimensions: dimensions
        )
        return counted(table.find(identity) { CounterSeries(identity) })
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries? {
        let identity = SeriesIdentity(family: MetricName.sanitized(label), dimensions: dimensions)
        return counted(table.find(identity) { GaugeSeries(identity) })
    }

    private func histogram(
        _ family: String,
        _ dimensions: [(String, String)],
        _ buckets: HistogramBuckets
    ) -> HistogramSeries? {
        // "le" is the histogram's own label.
        let identity = SeriesIdentity(family: family, dimensions: dimensions, reserved: "le")
        let found = table.find(identity) { HistogramSeries(identity, buckets: buckets) }
        return counted(found?.buckets == buckets ? found : nil)
    }

    private func counted<Found: Series>(_ found: Found?) -> Found? {
        if found == nil { dropped.increment(by: Int64(1)) }
        return found
    }
}
