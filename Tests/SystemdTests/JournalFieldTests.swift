import Systemd
import Testing

@Suite("Journal fields and ids")
struct JournalFieldTests {
    @Test(
        "a name of upper-case letters, digits and underscores is good",
        arguments: ["A", "MESSAGE", "CODE_LINE", "CHANCERY_2_", String(repeating: "X", count: 64)]
    )
    func goodNames(text: String) {
        #expect(JournalField.Name(text)?.text == text)
    }

    @Test(
        "a name that journald would drop cannot be made",
        arguments: [
            "", "_", "_UID", "1ST", "chancery_title", "CHANCERY-TITLE", "CHANCERY TITLE", "A=B", "A\nB", "TITLE\0",
            "ÜBER", "Ａ", String(repeating: "X", count: 65),
        ]
    )
    func badNames(text: String) {
        #expect(JournalField.Name(text) == nil)
    }

    @Test("a bad name in the source stops the program")
    func badLiteral() async {
        await #expect(processExitsWith: .failure) {
            _ = JournalField("lower_case", "")
        }
    }

    @Test("a message id is written as 32 lower-case digits")
    func messageID() {
        #expect("\(MessageID(0x00ee_999e_1da8_4c97_97fd_5622_8616_8A69))" == "00ee999e1da84c9797fd562286168a69")
        #expect("\(MessageID(0))" == String(repeating: "0", count: 32))
        #expect("\(MessageID(.max))" == String(repeating: "f", count: 32))
    }
}
