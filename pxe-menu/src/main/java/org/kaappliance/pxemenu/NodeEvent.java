package org.kaappliance.pxemenu;

import java.util.Objects;

/** What can happen to a machine. Fetching a menu or a file is not among them: reads never change the state. */
public sealed interface NodeEvent {

    /** What this is to {@link NodeLife}, which switches over it. */
    Kind kind();

    /** The kinds of event. */
    enum Kind {
        REGISTERED,
        ARM,
        DISARM,
        LOCAL,
        PXE_BOOT,
        HELLO,
        RECEIVING_STARTED,
        FINISH_STARTED,
        DONE,
        PROOF_OF_LIFE,
        FAILURE,
        LOST,
        PARK
    }

    /** The administrator vouches for the machine and names it. */
    record Registered(String name) implements NodeEvent {
        public Registered {
            Objects.requireNonNull(name, "name");
            if (name.isBlank() || !Printable.isOneLine(name)) {
                throw new IllegalArgumentException("a node's name is one line of text");
            }
        }

        @Override
        public Kind kind() {
            return Kind.REGISTERED;
        }
    }

    /** Clone this machine at its next network boot. Both are words of {@code [A-Za-z0-9._-]}: they go onto a kernel command line. */
    record Arm(String job, String token, Arming arming) implements NodeEvent {
        public Arm {
            Printable.requireWord(job, "job");
            Printable.requireWord(token, "token");
            Objects.requireNonNull(arming, "arming");
        }

        /** Once. */
        public Arm(String job, String token) {
            this(job, token, Arming.ONCE);
        }

        @Override
        public Kind kind() {
            return Kind.ARM;
        }
    }

    /** Leave this machine alone from now on. */
    record Disarm(String reason) implements NodeEvent {
        public Disarm {
            Objects.requireNonNull(reason, "reason");
        }

        /** The administrator's word needs no reason. */
        public Disarm() {
            this("disarmed");
        }

        @Override
        public Kind kind() {
            return Kind.DISARM;
        }
    }

    /**
     * Boot the machine's own disk from now on, or say that it cannot be: unlike {@link Disarm} it never parks. The administrator answers for
     * the disk of a parked machine with it.
     */
    record Local() implements NodeEvent {
        @Override
        public Kind kind() {
            return Kind.LOCAL;
        }
    }

    /** Firmware asked for its boot program (a DHCP exchange with PXE options). */
    record PxeBoot() implements NodeEvent {
        @Override
        public Kind kind() {
            return Kind.PXE_BOOT;
        }
    }

    /** Stage 1 reported in, with a token that was checked ({@link NodeRecord#holds}). */
    record Hello(String job) implements NodeEvent {
        public Hello {
            Objects.requireNonNull(job, "job");
        }

        @Override
        public Kind kind() {
            return Kind.HELLO;
        }
    }

    /** The node starts to write its disk: send this before the partition table is touched. */
    record ReceivingStarted() implements NodeEvent {
        @Override
        public Kind kind() {
            return Kind.RECEIVING_STARTED;
        }
    }

    /** The stream is complete and verified on the node. */
    record FinishStarted() implements NodeEvent {
        @Override
        public Kind kind() {
            return Kind.FINISH_STARTED;
        }
    }

    /** The node says that its disk is written, flushed and bootable. */
    record Done(String job) implements NodeEvent {
        public Done {
            Objects.requireNonNull(job, "job");
        }

        @Override
        public Kind kind() {
            return Kind.DONE;
        }
    }

    /** The machine came up from a disk: it asked for an address without PXE options, or phoned home. */
    record ProofOfLife() implements NodeEvent {
        @Override
        public Kind kind() {
            return Kind.PROOF_OF_LIFE;
        }
    }

    /** The node, or the job on its behalf, says that this try has failed. */
    record Failure(String reason) implements NodeEvent {
        public Failure {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public Kind kind() {
            return Kind.FAILURE;
        }
    }

    /** The report channel broke without a last word. */
    record Lost() implements NodeEvent {
        @Override
        public Kind kind() {
            return Kind.LOST;
        }
    }

    /** The administrator, or a guard, takes the machine out until it is armed or disarmed. */
    record Park(String reason) implements NodeEvent {
        public Park {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public Kind kind() {
            return Kind.PARK;
        }
    }
}
