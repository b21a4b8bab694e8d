internal import Chancery
internal import EventLog
internal import Glibc
internal import HTTPTypes
internal import Hummingbird
internal import ICalendar
internal import Logging
internal import NIOCore
internal import TimeZoneDatabase

/// What is served over HTTP: the feeds, and the agenda page.
struct FeedRouter: Sendable {
    let settings: Settings
    /// The address that subscribers use.
    let publicURL: String
    let documents: FeedDocuments
    let views: Views
    let zones: TimeZoneDatabase
    /// The date, where the calendar is at home.
    let today: @Sendable () -> CivilDate?
    /// Signs the log's head; nil where no key is configured.
    let signer: HeadSigner?
    let logger: Logger

    func responder() -> RouterResponder<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.get("/") { request, _ in await answer { try await agenda(request) } }
        router.get("/calendar.ics") { request, _ in
            await answer { try await feed(settings.configuration.mainFeed, request) }
        }
        router.get("/feeds/:file") { request, context in
            await answer {
                let file = try context.parameters.require("file")
                guard let found = settings.configuration.feeds.first(where: { "\($0.name).ics" == file }) else {
                    return Self.text(.notFound, "There is no feed \(file).")
                }
                return try await feed(found, request)
            }
        }
        router.get("/head") { _, _ in await answer { try head() } }
        return router.buildResponder()
    }

    private func answer(_ body: () async throws -> Response) async -> Response {
        do {
            return try await body()
        } catch let error as InvalidViewpoint {
            return Self.text(.badRequest, "\(error.parameter)=\(error.value): expected \(error.expected).")
        } catch {
            logger.error("a request failed: \(error)")
            return Self.text(.internalServerError, "Something went wrong here; the journal has it.")
        }
    }

    // MARK: Answers

    private func feed(_ feed: Feed, _ request: Request) async throws -> Response {
        // A second that is not over, or of which something is not yet published, may bring another change, so an earlier
        // one is named till then: a client that asks by date alone gets rather too much than too little (RFC 9110,
        // 8.8.2.2). The other second is for what is being accepted.
        let lastOver = Int64(time(nil)) - 2
        let lastPublished = views.publication.acceptedSince.map { $0.milliseconds / 1_000 - 1 } ?? .max
        let document = try await documents.document(of: feed, from: try viewpoint(request))
        var fields: HTTPFields = [
            .eTag: document.entityTag,
            .lastModified: HTTPDate.text(min(document.lastModified, lastOver, lastPublished)),
            // To be kept, and asked about each time: the answer is mostly 304.
            .cacheControl: "no-cache",
        ]
        if isFresh(document, request.headers) { return Response(status: .notModified, headers: fields) }
        fields[.contentType] = "text/calendar; charset=utf-8"
        return Self.response(.ok, fields, document.bytes)
    }

    /// Whether what the client has is what it would get (RFC 9110, 13.2.2: If-None-Match wins).
    private func isFresh(_ document: FeedDocument, _ fields: HTTPFields) -> Bool {
        if let tags = fields[.ifNoneMatch] {
            return tags.split(separator: ",").contains { tag in
                let tag = tag.drop { $0 == " " }.prefix { $0 != " " }
                return tag == "*" || (tag.hasPrefix("W/") ? tag.dropFirst(2) : tag) == document.entityTag
            }
        }
        guard let since = fields[.ifModifiedSince].flatMap(HTTPDate.seconds) else { return false }
        return document.lastModified <= since
    }

    private func agenda(_ request: Request) async throws -> Response {
        let calendar = try await views.publicCalendar(from: try viewpoint(request), at: views.publication.current)
        let query = request.uri.queryParameters
        let past = ["asof", "known"].lazy.compactMap { name in query[name[...]].map { "\(name)=\($0)" } }.first
        let page = AgendaPage(settings.configuration, zones: zones, today: today)
        let html = page.html(calendar, past: past, publicURL: publicURL)
        return Self.response(
            .ok,
            [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-cache",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'",
                .xContentTypeOptions: "nosniff",
            ], Array(html.utf8))
    }

    private func head() throws -> Response {
        guard let signer else { return Self.text(.notFound, "The heads of this log are not signed.") }
        return Self.response(
            .ok,
            [
                .contentType: "text/plain; charset=utf-8", .cacheControl: "no-cache", .xContentTypeOptions: "nosniff",
            ], Array("\(try signer.head())".utf8))
    }

    private func viewpoint(_ request: Request) throws -> Viewpoint {
        let query = request.uri.queryParameters
        return try Viewpoint(asOf: query["asof"].map { String($0) }, known: query["known"].map { String($0) })
    }

    static func text(_ status: HTTPResponse.Status, _ message: String) -> Response {
        response(
            status, [.contentType: "text/plain; charset=utf-8", .xContentTypeOptions: "nosniff"],
            Array("\(message)\n".utf8))
    }

    private static func response(_ status: HTTPResponse.Status, _ fields: HTTPFields, _ bytes: [UInt8]) -> Response {
        var fields = fields
        fields[.contentLength] = String(bytes.count)
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
