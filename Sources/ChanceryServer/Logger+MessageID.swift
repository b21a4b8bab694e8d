package import Logging
package import Systemd

extension Logger {
    /// Logs a message that the catalog explains (systemd/chancery.catalog).
    ///
    /// - Parameter fields: those that the catalog names, by their names in lower case without `CHANCERY_`.
    package func log(
        _ level: Logger.Level, _ message: Logger.Message, id: MessageID, _ fields: Logger.Metadata,
        file: String = #fileID, function: String = #function, line: UInt = #line
    ) {
        let metadata = fields.merging([JournalLogHandler.messageIDKey: "\(id)"]) { $1 }
        log(level: level, message, metadata: metadata, file: file, function: function, line: line)
    }
}
