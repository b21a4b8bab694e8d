/// Rows under a header, in columns that are aligned by what a terminal shows.
struct Table {
    private static let gap = "  "
    /// A column is not cut below this width.
    private static let minimumWidth = 8

    private var rows: [[String]]
    /// The columns that may be cut.
    private let elastic: [Int]

    /// - Parameter elastic: the columns, by their headers, whose cells are cut where the terminal is too narrow: text,
    ///   of which the beginning says something, and not dates.
    init(_ header: [String], elastic: Set<String>) {
        rows = [header]
        self.elastic = header.indices.filter { elastic.contains(header[$0]) }
    }

    /// Adds a row with a cell for each column.
    mutating func add(_ row: [String]) {
        rows.append(row.map(\.printable))
    }

    /// The lines of the table, header first. Where they are wider than `width`, the widest elastic columns are cut;
    /// where this is not enough, the lines are.
    func lines(fitting width: Int?) -> [String] {
        let widths = columnWidths(fitting: width)
        return rows.map { row in
            var (line, padding) = ("", 0)
            for (cell, width) in zip(row, widths) {
                let cell = cell.cut(toWidth: width)
                if !cell.isEmpty {
                    line += String(repeating: " ", count: padding) + cell
                    padding = 0
                }
                padding += width - cell.displayWidth + Self.gap.utf8.count
            }
            return width.map(line.cut) ?? line
        }
    }

    private func columnWidths(fitting width: Int?) -> [Int] {
        var widths = (rows.first ?? []).indices.map { column in
            rows.lazy.map { $0[column].displayWidth }.max() ?? 0
        }
        guard let width else { return widths }
        var excess = widths.reduce(0, +) + Self.gap.utf8.count * (widths.count - 1) - width
        while excess > 0, let widest = elastic.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > Self.minimumWidth
        {
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}
