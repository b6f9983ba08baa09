package org.kaappliance.appliance.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.MacAddress;

/** One node of a job: how far it is, for people and for the job. Guarded by the lock of its {@link Roster}. */
final class Member {
    /** How its present try stands. */
    enum Try {
        UNDER_WAY,
        DONE,
        FAILED
    }

    final MacAddress mac;
    final String name;
    final String token;

    /** How much of the steady rate is that of the last report. */
    private static final double NEWEST = 0.2;

    /** The step of a node that has said hello and waits for the others. */
    static final String WAITING = "waiting";

    private final List<Long> clonedAtNanos = new ArrayList<>();
    private Try outcome = Try.UNDER_WAY;
    private String step = "";
    private String detail = "";
    private String chainNote = "";
    private Optional<String> lost = Optional.empty();
    private long bytes;
    private long rate;
    private long bytesAtNanos;
    private double steadyRate;

    Member(MacAddress mac, String name, String token) {
        this.mac = mac;
        this.name = name;
        this.token = token;
    }

    /** Its name in the relay's sessions. */
    String nodeId() {
        return mac.toString();
    }

    void newTry() {
        outcome = Try.UNDER_WAY;
        backInChain();
        enter("", "");
    }

    void enter(String newStep, String newDetail) {
        step = newStep;
        detail = newDetail;
    }

    void done(long nowNanos) {
        if (outcome != Try.DONE) { // a node may say so again
            clonedAtNanos.add(nowNanos);
        }
        outcome = Try.DONE;
        backInChain();
        enter("done", "");
        rate = 0;
    }

    /** How often it was cloned since then, as far as this run of the appliance knows. */
    int clonesSince(long nanos) {
        clonedAtNanos.removeIf(at -> at - nanos < 0);
        return clonedAtNanos.size();
    }

    void failed(String reason) {
        if (outcome == Try.UNDER_WAY) {
            outcome = Try.FAILED;
            backInChain();
            enter("failed", reason);
            rate = 0;
        }
    }

    /** The chain has closed around it; while its session lasts it may have a place again. */
    void setAside(String reason) {
        chainNote = "set aside: " + reason;
    }

    /** Its session does not hear it any more; while that lasts it may join again. */
    void lost(String reason) {
        chainNote = "lost, may come back: " + reason;
        lost = Optional.of(reason);
    }

    void backInChain() {
        chainNote = "";
        lost = Optional.empty();
    }

    /** Why the session has lost it; empty when it has not, or has it back. */
    Optional<String> lost() {
        return lost;
    }

    /** @param position what it has received of the stream of the present session */
    void received(long position, long nowNanos) {
        double seconds = (nowNanos - bytesAtNanos) / 1e9;
        rate = position >= bytes && bytesAtNanos != 0 && seconds > 0 ? (long) ((position - bytes) / seconds) : 0;
        bytes = position;
        bytesAtNanos = nowNanos;
        steadyRate = steadyRate == 0 ? rate : (1 - NEWEST) * steadyRate + NEWEST * rate;
    }

    /** Seconds until it has all of so many bytes; 0 while that is not known. */
    long secondsLeft(long total) {
        return outcome == Try.UNDER_WAY && steadyRate >= 1 && bytes > 0 && total > bytes
                ? Math.max(1, Math.round((total - bytes) / steadyRate))
                : 0;
    }

    void newStream() {
        backInChain();
        bytes = 0;
        rate = 0;
        steadyRate = 0;
        bytesAtNanos = 0;
    }

    Try outcome() {
        return outcome;
    }

    String step() {
        return step;
    }

    String detail() {
        return chainNote.isEmpty() ? detail : chainNote;
    }

    long bytes() {
        return bytes;
    }

    /** Bytes a second over the last report. */
    long rate() {
        return rate;
    }
}
