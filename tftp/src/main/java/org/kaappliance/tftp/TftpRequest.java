package org.kaappliance.tftp;

import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * A read request as a {@link ContentRoute} sees it.
 *
 * @param name the file name, byte for byte as the client sent it (UTF-8); untrusted
 * @param client the client's address and transfer identifier (RFC 1350 section 4)
 */
public record TftpRequest(String name, InetSocketAddress client) {
    public TftpRequest {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(client, "client");
    }

    /**
     * The name as a path in the virtual tree: {@code \} is {@code /} (Windows boot programs), no leading, doubled or
     * {@code ./} parts. {@code ..} is left as it stands; no route may follow it.
     */
    public String path() {
        StringBuilder path = new StringBuilder(name.length());
        for (String part : name.replace('\\', '/').split("/")) {
            if (!part.isEmpty() && !part.equals(".")) {
                path.append(path.isEmpty() ? "" : "/").append(part);
            }
        }
        return path.toString();
    }
}
