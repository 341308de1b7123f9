/// The upper bounds of a histogram's buckets, fixed for all histograms of a sort so that they can be summed.
struct HistogramBuckets: Hashable, Sendable {
    /// The bounds in the unit in which values are recorded, ascending; a last bucket without bound follows them.
    let bounds: [Double]

    /// What a recorded value is divided by to give the unit on the page.
    let scale: Double

    /// From a tenth of a millisecond, a pixel answered from memory, to a minute, a mail server that lets one wait.
    ///
    /// Recorded in nanoseconds, shown in seconds.
    static let seconds = HistogramBuckets(
        bounds: [
            1e5, 2.5e5, 5e5, 1e6, 2.5e6, 5e6, 1e7, 2.5e7, 5e7, 1e8, 2.5e8, 5e8, 1e9, 2.5e9, 5e9, 1e10, 3e10, 6e10,
        ],
        scale: 1e9
    )

    /// From one to ten million: sizes of batches, of queues, of mails.
    static let amounts = HistogramBuckets(
        bounds: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 1e4, 1e5, 1e6, 1e7],
        scale: 1
    )

    /// The number of the bucket that a value falls into; bounds belong to the bucket below them.
    func index(of value: Double) -> Int {
        bounds.firstIndex { value <= $0 } ?? bounds.count
    }
}
