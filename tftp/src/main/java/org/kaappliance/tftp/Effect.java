package org.kaappliance.tftp;

/** What a {@link Transfer} wants done. Times are of the clock that the transfer is fed with. */
sealed interface Effect {

    /** Hands itself to the method that is meant. */
    void carryOut(Handler handler);

    /** Does what effects say. */
    interface Handler {
        void on(SendOack send);

        void on(SendData send);

        void on(WakeAt wake);

        void on(Finish finish);

        void on(Abort abort);

        void on(Ignore ignore);
    }

    /** Send the OACK, and call {@link Transfer#onTimer} at that time. */
    record SendOack(long wakeAtNanos) implements Effect {
        @Override
        public void carryOut(Handler handler) {
            handler.on(this);
        }
    }

    /**
     * Send a DATA packet, and call {@link Transfer#onTimer} at that time.
     *
     * @param block the number on the wire, 0 to 65535
     */
    record SendData(int block, long offsetBytes, int lengthBytes, long wakeAtNanos) implements Effect {
        @Override
        public void carryOut(Handler handler) {
            handler.on(this);
        }
    }

    /** Nothing to send yet; call {@link Transfer#onTimer} at that time. */
    record WakeAt(long nanos) implements Effect {
        @Override
        public void carryOut(Handler handler) {
            handler.on(this);
        }
    }

    /** The client has it all. */
    record Finish() implements Effect {
        @Override
        public void carryOut(Handler handler) {
            handler.on(this);
        }
    }

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

        @Override
        public void carryOut(Handler handler) {
            handler.on(this);
        }
    }

    /** Nothing to do, for this reason. */
    record Ignore(String reason) implements Effect {
        @Override
        public void carryOut(Handler handler) {
            handler.on(this);
        }
    }
}
