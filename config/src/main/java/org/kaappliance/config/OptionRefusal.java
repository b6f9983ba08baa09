package org.kaappliance.config;

import java.net.Inet4Address;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * TFTP options that are never granted to a class of requests (RFC 2347: what the answer leaves out is refused).
 *
 * @param options names in lower case: blksize, timeout, tsize, windowsize
 * @param clients addresses that it holds for; empty means all
 * @param files names that it holds for, {@code *} any characters, {@code ?} one; empty means all
 */
public record OptionRefusal(Set<String> options, Optional<Ipv4Subnet> clients, Optional<String> files) {
    public OptionRefusal {
        options = Set.copyOf(options);
    }

    /** @param path the name in the virtual tree */
    public boolean holdsFor(Inet4Address client, String path) {
        return clients.map(subnet -> subnet.contains(client)).orElse(true)
                && files.map(glob -> matches(glob, path)).orElse(true);
    }

    private static boolean matches(String glob, String path) {
        StringBuilder regex = new StringBuilder();
        for (char c : glob.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(path).matches();
    }
}
