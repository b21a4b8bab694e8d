// Text as a terminal shows it.

extension String {
    /// How many columns of a terminal the text takes: wide characters (UAX #11) two, marks that combine with the
    /// character before them none, all others one.
    var displayWidth: Int {
        unicodeScalars.reduce(0) { $0 + $1.displayWidth }
    }

    /// The text, cut to a width with an ellipsis where it is wider.
    func cut(toWidth width: Int) -> String {
        guard displayWidth > width else { return self }
        var (cut, room) = ("", width - 1)
        for character in self {
            room -= String(character).displayWidth
            guard room >= 0 else { break }
            cut.append(character)
        }
        return cut + "…"
    }

    /// The text on one line and without what a terminal would obey instead of showing it: what comes from a log may
    /// have been written by anybody.
    var printable: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { scalar in
                    guard scalar.properties.generalCategory == .control else { return scalar }
                    return scalar.properties.isWhitespace ? " " : "\u{FFFD}"
                }))
    }
}

extension Unicode.Scalar {
    fileprivate var displayWidth: Int {
        if value < 0x300 { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch value {
        // The vowels and finals of a Hangul syllable stand in the cell of its first letter.
        case 0x1160...0x11FF: return 0
        // A flag is a pair of these.
        case 0x1F1E6...0x1F1FF: return 1
        // Hangul, Han, Kana, Yi, the fullwidth forms and the planes of rarer Han.
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1B000...0x1B2FF,
            0x20000...0x3FFFD:
            return 2
        default: return properties.isEmojiPresentation ? 2 : 1
        }
    }
}
