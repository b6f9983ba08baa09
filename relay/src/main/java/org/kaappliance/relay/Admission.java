package org.kaappliance.relay;

/** Decides who may join a session. Called on the session's thread, once a hello, and should answer within a second; what it throws refuses the node. */
@FunctionalInterface
public interface Admission {
    Verdict admit(NodeHello hello);

    /** Everybody on the network may join, as with the original. */
    static Admission open() {
        return hello -> Verdict.accepted();
    }
}
