package org.kaappliance.relay;

/** Whether a node may join. */
public sealed interface Verdict {
    record Accepted() implements Verdict {}

    /** @param reason one line, told to the node */
    record Refused(String reason) implements Verdict {}

    static Verdict accepted() {
        return new Accepted();
    }

    static Verdict refused(String reason) {
        return new Refused(reason);
    }
}
