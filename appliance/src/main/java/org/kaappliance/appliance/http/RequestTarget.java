package org.kaappliance.appliance.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The name in the tree that a request line asks for. */
final class RequestTarget {
    private static final int LONGEST_NAME = 1024;

    private RequestTarget() {}

    /**
     * Takes the path of an origin-form or absolute-form target (RFC 9112 section 3.2), its escapes resolved once.
     *
     * @return empty when it is none, is too long, has broken escapes or control characters, or a part that is {@code ..}
     */
    static Optional<String> name(String target) {
        String path = target.regionMatches(true, 0, "http://", 0, 7) ? afterAuthority(target) : target;
        int end = path.indexOf('?');
        return decoded(end < 0 ? path : path.substring(0, end)).filter(RequestTarget::isClean);
    }

    private static String afterAuthority(String target) {
        int slash = target.indexOf('/', 7);
        return slash < 0 ? "/" : target.substring(slash);
    }

    private static Optional<String> decoded(String path) {
        if (!path.startsWith("/") || path.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(path.length());
        for (int i = 1; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                octets.write(c);
                continue;
            }
            int value = i + 2 < path.length() ? hex(path, i + 1) : -1;
            if (value < 0) {
                return Optional.empty();
            }
            octets.write(value);
            i += 2;
        }
        return Optional.of(octets.toString(StandardCharsets.UTF_8));
    }

    private static int hex(String path, int at) {
        int high = Character.digit(path.charAt(at), 16);
        int low = Character.digit(path.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static boolean isClean(String name) {
        for (String part : name.replace('\\', '/').split("/")) {
            if (part.equals("..")) {
                return false;
            }
        }
        return name.chars().noneMatch(Character::isISOControl);
    }
}
