package org.kaappliance.clientkit.console;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.kaappliance.config.MacAddress;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.seal.KeySchedule;

/**
 * Whose connection it is, and what both ends prove that they hold: the job's key and the machine's token together, so that another
 * machine of the job can play neither this one nor the appliance towards it.
 *
 * @param job the job that the machine was booted for
 * @param mac the card that it was booted from
 * @param secret the two
 */
public record ConsoleKey(String job, MacAddress mac, SessionKey secret) {
    private static final String SESSION = "console/";

    public ConsoleKey {
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(mac, "mac");
        Objects.requireNonNull(secret, "secret");
    }

    /** @param token the machine's own secret */
    public static ConsoleKey of(String job, MacAddress mac, SessionKey key, String token) {
        byte[] ofJob = key.secret();
        byte[] own = token.getBytes(StandardCharsets.UTF_8);
        byte[] both = ByteBuffer.allocate(ofJob.length + own.length)
                .put(ofJob)
                .put(own)
                .array();
        return new ConsoleKey(job, mac, SessionKey.of(both));
    }

    KeySchedule keys() {
        return new KeySchedule(secret);
    }

    /** What the node greets with: {@code console/7/52:54:00:77:00:01}. */
    String session() {
        return SESSION + job + "/" + mac;
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "ConsoleKey[job=" + job + ", mac=" + mac + "]";
    }

    /** What the appliance knows of its machines. */
    @FunctionalInterface
    public interface Ring {
        /** Empty when the machine does not belong to this job, or not any more. Called on the threads of connections; must not block for long. */
        Optional<ConsoleKey> find(String job, MacAddress mac);

        /** The key of a connection that greets so. */
        default Optional<ConsoleKey> ofSession(String session) {
            int slash = session.lastIndexOf('/');
            if (!session.startsWith(SESSION) || slash < SESSION.length()) {
                return Optional.empty();
            }
            try {
                return find(session.substring(SESSION.length(), slash), MacAddress.parse(session.substring(slash + 1)));
            } catch (IllegalArgumentException e) {
                return Optional.empty(); // no hardware address
            }
        }
    }
}
