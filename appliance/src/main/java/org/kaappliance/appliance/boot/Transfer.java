package org.kaappliance.appliance.boot;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * How a machine fetches a file, or has fetched it.
 *
 * @param client address and port that it is sent to
 * @param file as the machine asked for it, fit for printing
 * @param sentBytes acknowledged (TFTP), or handed to the kernel (HTTP)
 * @param elapsed from the first octet to {@code at}
 * @param sizeBytes of the whole answer
 * @param at when this was heard
 * @param reason why it failed; empty otherwise
 */
public record Transfer(
        Protocol protocol,
        Phase phase,
        InetSocketAddress client,
        String file,
        long sentBytes,
        Duration elapsed,
        long sizeBytes,
        Instant at,
        String reason) {

    private static final Map<String, String> KNOWN_FILES = Map.of("kit/stage1.img", "stage 1", "kit/vmlinuz", "kernel");

    /** By what it is fetched. */
    public enum Protocol {
        TFTP,
        HTTP
    }

    /** How far it is. */
    public enum Phase {
        RUNNING,
        COMPLETED,
        FAILED
    }

    /** What the file is to people: {@code stage 1}, {@code kernel}, or its name. */
    public String what() {
        return KNOWN_FILES.getOrDefault(path(), file);
    }

    boolean isStage1() {
        return what().equals("stage 1");
    }

    private String path() {
        return file.replaceFirst("^/+", "");
    }

    /** 0 to 100. */
    public int percent() {
        return sizeBytes > 0 ? (int) Math.min(100, sentBytes * 100.0 / sizeBytes) : phase == Phase.COMPLETED ? 100 : 0;
    }

    /** Bytes a second since it began. */
    public long rate() {
        long millis = elapsed.toMillis();
        return millis > 0 ? sentBytes * 1000 / millis : 0;
    }

    /** Seconds until it is through at that rate; 0 while that is not known. */
    public long secondsLeft() {
        return rate() > 0 && sizeBytes > sentBytes ? Math.max(1, (sizeBytes - sentBytes) / rate()) : 0;
    }

    /** {@code 3.2 s}. */
    String elapsedText() {
        return String.format(Locale.ROOT, "%.1f s", elapsed.toMillis() / 1000.0);
    }

    boolean isOf(InetSocketAddress otherClient, String otherFile) {
        return client.equals(otherClient) && file.equals(otherFile);
    }
}
