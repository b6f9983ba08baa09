package org.kaappliance.clientkit.remote;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.clientkit.golden.PlanException;

/** {@code ka://HOST[:PORT]}: a machine that runs {@code golden serve}. */
public final class GoldenAddress {
    private static final String SCHEME = "ka://";
    private static final Pattern FORM = Pattern.compile("ka://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?/?");

    private GoldenAddress() {}

    /** True for what is meant as one, right or wrong. */
    public static boolean isOne(String source) {
        return source.startsWith(SCHEME);
    }

    /** @throws PlanException when it is none */
    public static InetSocketAddress parse(String source) throws PlanException {
        Matcher m = FORM.matcher(source);
        int port = m.matches() && m.group(2) != null ? Integer.parseInt(m.group(2)) : GoldenServer.PORT;
        if (!m.matches() || port < 1 || port > 0xffff) {
            throw new PlanException("'" + source + "' is no golden node: expected ka://HOST or ka://HOST:PORT");
        }
        return new InetSocketAddress(m.group(1), port);
    }
}
