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
    private static final String ORDER = "ka-clone";
    private static final String PLAN = "ka-plan";
    static final int MAX_BYTES = 1 << 20;

    private CloneOrderText() {}

    static byte[] encode(CloneOrder order) {
        List<TabLine> head = new ArrayList<>(List.of(TabLine.of(ORDER, VERSION), TabLine.of("job", order.job())));
        order.nodes().forEach(mac -> head.add(TabLine.of("node", mac.toString())));
        return encode(head, order.plan());
    }

    /** A plan of no job yet. */
    static byte[] encode(ClonePlan plan) {
        return encode(List.of(TabLine.of(PLAN, VERSION)), plan);
    }

    private static byte[] encode(List<TabLine> head, ClonePlan plan) {
        List<TabLine> lines = new ArrayList<>(head);
        DiskPlanText.write(plan.disks(), lines::add);
        ContentPlanText.write(plan.content(), lines::add);
        FinishPlanText.write(plan.finish(), lines::add);
        plan.warnings().forEach(warning -> lines.add(TabLine.of("warning", warning)));
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.encode()).append('\n'));
        byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
        return (text + TabLine.of("sha256", sha256(body)).encode() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static CloneOrder decode(byte[] bytes) throws PlanException {
        return new CloneOrderReader().read(lines(bytes, ORDER));
    }

    static ClonePlan decodePlan(byte[] bytes) throws PlanException {
        return new CloneOrderReader().readPlan(lines(bytes, PLAN));
    }

    private static List<String> lines(byte[] bytes, String kind) throws PlanException {
        if (bytes.length > MAX_BYTES) {
            throw new PlanException("the description is over " + MAX_BYTES + " bytes");
        }
        String text = utf8(bytes);
        requireVersion(text, kind);
        int tail = text.lastIndexOf('\n', text.length() - 2) + 1;
        String body = text.substring(0, tail);
        String expected = TabLine.of("sha256", sha256(body.getBytes(StandardCharsets.UTF_8)))
                        .encode() + "\n";
        if (!text.substring(tail).equals(expected)) {
            throw new PlanException("the description is cut or changed: its digest does not match");
        }
        return body.lines().toList();
    }

    private static void requireVersion(String text, String kind) throws PlanException {
        String first = text.lines().findFirst().orElse("");
        if (!first.startsWith(kind + "\t")) {
            throw new PlanException("this is not a clone description");
        }
        String version = first.substring(kind.length() + 1);
        if (!version.equals(VERSION)) {
            throw new PlanException("the description has version " + TabLine.escape(version) + ", this "
                    + (kind.equals(ORDER) ? "node" : "version") + " reads " + VERSION
                    + (kind.equals(ORDER) ? ": build the kit again" : ": use the same jar on both machines"));
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

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
