package org.kaappliance.tftp;

/** What a {@link Transfer} wants done. */
sealed interface Effect {

    /** Packets may leave: call {@link Transfer#take} as soon as the line is free. */
    record Ready() implements Effect {}

    /** The client has it all. */
    record Finish() implements Effect {}

    /** It is over without that. */
    record Abort(Cause cause, String reason) implements Effect {
        /** Why a transfer ends early. */
        enum Cause {
            /** It only wanted to know the size. */
            PROBE,
            /** It sent an ERROR. */
            CLIENT,
            /** It went silent. */
            SILENCE
        }
    }

    /** Nothing to do, for this reason. */
    record Ignore(String reason) implements Effect {}
}
