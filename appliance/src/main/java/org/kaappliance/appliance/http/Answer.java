package org.kaappliance.appliance.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kaappliance.tftp.Content;

/**
 * What a request is answered with: status and headers, and which part of the content follows. A pure function of the request
 * and the content. The length is always said and the body is never chunked: boot ROMs want to know it before.
 *
 * @param body the part of the content that follows; empty for HEAD, 304, 416 and an empty file
 */
record Answer(HttpResponseStatus status, Map<String, String> headers, Optional<ByteRange> body) {
    /** In the usual spelling: GRUB before 2.12 compares the case (grub-core/net/http.c). */
    private static final String CONTENT_LENGTH = "Content-Length";

    /** Something other than a file, with the reason as its text. */
    static Answer error(HttpResponseStatus status) {
        return new Answer(status, Map.of(CONTENT_LENGTH, "0"), Optional.empty());
    }

    static Answer of(HttpRequest request, Content content) {
        String tag = '"' + content.entityTag() + '"';
        HttpHeaders asked = request.headers();
        Map<String, String> headers = new TreeMap<>();
        headers.put("ETag", tag);
        headers.put("Accept-Ranges", "bytes");
        if (names(asked.get(HttpHeaderNames.IF_NONE_MATCH), tag)) {
            return new Answer(HttpResponseStatus.NOT_MODIFIED, headers, Optional.empty());
        }
        headers.put("Content-Type", "application/octet-stream");
        boolean head = request.method().equals(HttpMethod.HEAD);
        long size = content.sizeBytes();
        ByteRange.Asked range = head ? new ByteRange.Asked.Whole() : ByteRange.of(range(asked, tag), size);
        if (range instanceof ByteRange.Asked.Part part) {
            headers.put("Content-Range", part.range().contentRange(size));
            headers.put(CONTENT_LENGTH, Long.toString(part.range().lengthBytes()));
            return new Answer(HttpResponseStatus.PARTIAL_CONTENT, headers, Optional.of(part.range()));
        }
        if (range instanceof ByteRange.Asked.Nothing) {
            headers.put("Content-Range", "bytes */" + size);
            headers.put(CONTENT_LENGTH, "0");
            return new Answer(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers, Optional.empty());
        }
        headers.put(CONTENT_LENGTH, Long.toString(size));
        return new Answer(
                HttpResponseStatus.OK,
                headers,
                head || size == 0 ? Optional.empty() : Optional.of(new ByteRange(0, size)));
    }

    /** A range of another version than the client has would be of no use to it (RFC 9110 section 13.1.5). */
    private static Optional<String> range(HttpHeaders asked, String tag) {
        String condition = asked.get(HttpHeaderNames.IF_RANGE);
        return condition == null || condition.strip().equals(tag)
                ? Optional.ofNullable(asked.get(HttpHeaderNames.RANGE))
                : Optional.empty();
    }

    private static boolean names(String tags, String tag) {
        if (tags == null) {
            return false;
        }
        for (String one : tags.split(",")) {
            String strong = one.strip();
            if (strong.equals("*") || strong.equals(tag) || strong.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
