package org.kaappliance.clientkit.golden;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.kaappliance.clientkit.text.TabLine;

/**
 * The text of a clone order: UTF-8, a {@link TabLine} for each fact, the version first, and at last a SHA-256 over all the bytes before.
 * A part that is missing, unknown, or not where it belongs is an error: half an order must not erase a disk.
 */
final class CloneOrderText {
    static final String VERSION = "2";
    private static final int MAX_BYTES = 1 << 20;

    private CloneOrderText() {}

    static byte[] encode(CloneOrder order) {
        List<TabLine> lines = new ArrayList<>();
        lines.add(TabLine.of("ka-clone", VERSION));
        lines.add(TabLine.of("job", order.job()));
        order.nodes().forEach(mac -> lines.add(TabLine.of("node", mac.toString())));
        DiskPlanText.write(order.plan().disks(), lines::add);
        ContentPlanText.write(order.plan().content(), lines::add);
        FinishPlanText.write(order.plan().finish(), lines::add);
        order.plan().warnings().forEach(warning -> lines.add(TabLine.of("warning", warning)));
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.encode()).append('\n'));
        byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
        return (text + TabLine.of("sha256", sha256(body)).encode() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static CloneOrder decode(byte[] bytes) throws PlanException {
        if (bytes.length > MAX_BYTES) {
            throw new PlanException("the description is over " + MAX_BYTES + " bytes");
        }
        String text = utf8(bytes);
        requireVersion(text);
        int tail = text.lastIndexOf('\n', text.length() - 2) + 1;
        String body = text.substring(0, tail);
        String expected = TabLine.of("sha256", sha256(body.getBytes(StandardCharsets.UTF_8)))
                        .encode() + "\n";
        if (!text.substring(tail).equals(expected)) {
            throw new PlanException("the description is cut or changed: its digest does not match");
        }
        return new CloneOrderReader().read(body.lines().toList());
    }

    private static void requireVersion(String text) throws PlanException {
        String first = text.lines().findFirst().orElse("");
        if (!first.startsWith("ka-clone\t")) {
            throw new PlanException("this is not a clone description");
        }
        String version = first.substring("ka-clone\t".length());
        if (!version.equals(VERSION)) {
            throw new PlanException("the description has version " + TabLine.escape(version) + ", this node reads "
                    + VERSION + ": build the kit again");
        }
    }

    private static String utf8(byte[] bytes) throws PlanException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PlanException("the description is not UTF-8");
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
