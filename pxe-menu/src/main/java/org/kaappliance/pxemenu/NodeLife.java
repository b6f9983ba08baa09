package org.kaappliance.pxemenu;

import java.time.Instant;
import java.util.Optional;

/**
 * The life of a node: UNKNOWN, KNOWN, ARMED, BOOTING, WAITING, RECEIVING, FINISHING, DONE, VERIFIED, with FAILED and PARKED
 * beside. A pure function of record, event and time; the caller stores what comes out before it answers anybody.
 */
public final class NodeLife {
    private final NodeLifeSettings settings;

    public NodeLife(NodeLifeSettings settings) {
        this.settings = settings;
    }

    /** Applies one event. */
    public Transition on(NodeRecord node, NodeEvent event, Instant now) {
        return switch (event.kind()) {
            case REGISTERED -> registered(node, (NodeEvent.Registered) event, now);
            case ARM -> arm(node, (NodeEvent.Arm) event, now);
            case DISARM -> disarm(node, ((NodeEvent.Disarm) event).reason(), now);
            case LOCAL -> local(node, now);
            case PXE_BOOT -> pxeBoot(node, now);
            case HELLO -> hello(node, (NodeEvent.Hello) event, now);
            case RECEIVING_STARTED -> step(node, NodeState.WAITING, NodeState.RECEIVING, now, DiskState.HALF_WRITTEN);
            case FINISH_STARTED -> step(node, NodeState.RECEIVING, NodeState.FINISHING, now, node.disk());
            case DONE -> done(node, (NodeEvent.Done) event, now);
            case PROOF_OF_LIFE -> proofOfLife(node, now);
            case FAILURE -> failure(node, ((NodeEvent.Failure) event).reason(), now);
            case LOST -> lost(node, now);
            case PARK -> park(node, (NodeEvent.Park) event, now);
        };
    }

    private static Transition registered(NodeRecord node, NodeEvent.Registered event, Instant now) {
        NodeRecord named = node.named(event.name());
        return moved(node.state() == NodeState.UNKNOWN ? named.enter(NodeState.KNOWN, now, "registered") : named);
    }

    private static Transition arm(NodeRecord node, NodeEvent.Arm event, Instant now) {
        if (node.state() == NodeState.UNKNOWN) {
            return refused(node, "is not registered: an unknown machine is never armed");
        }
        if (node.state().isRunning()) {
            return refused(node, "is at work for job " + node.job().orElse("?") + ": disarm it first");
        }
        return moved(node.assigned(Optional.of(event.job()), Optional.of(event.token()))
                .armed(event.arming())
                .counting(0, 0)
                .enter(NodeState.ARMED, now, "armed for job " + event.job() + standing(event.arming())));
    }

    private static String standing(Arming arming) {
        return arming == Arming.STANDING ? ", standing" : "";
    }

    /** A disk that is half written must not be booted: such a node is parked, and a second disarm lets it go. */
    private static Transition disarm(NodeRecord node, String reason, Instant now) {
        if (node.state() == NodeState.PARKED) {
            return moved(released(node.with(DiskState.WHOLE), now, "released: the administrator answers for its disk"));
        }
        if (!node.isClaimed()) {
            return moved(node);
        }
        String why = Printable.oneLine(reason);
        if (!node.state().bootsKaMethod()) { // cloned, and to be armed again
            return moved(node.armed(Arming.ONCE).enter(node.state(), now, "disk written; " + why));
        }
        return moved(
                node.disk() == DiskState.HALF_WRITTEN
                        ? node.enter(NodeState.PARKED, now, why + " while its disk was half written")
                        : released(node, now, why));
    }

    private static Transition local(NodeRecord node, Instant now) {
        return node.state().bootsKaMethod() && node.disk() == DiskState.HALF_WRITTEN
                ? refused(node, "has a half-written disk, which cannot be booted: 'nodes disarm' parks it")
                : disarm(node, "disarmed", now);
    }

    private static NodeRecord released(NodeRecord node, Instant now, String why) {
        return node.assigned(Optional.empty(), Optional.empty()).counting(0, 0).enter(NodeState.KNOWN, now, why);
    }

    private Transition pxeBoot(NodeRecord node, Instant now) {
        return switch (node.state()) {
            case UNKNOWN, KNOWN, DONE, VERIFIED, PARKED -> moved(node);
            case ARMED, FAILED -> countBoot(node, now);
            case BOOTING -> isSameBoot(node, now) ? moved(node) : countBoot(node, now);
            case WAITING, RECEIVING, FINISHING -> rebootedInTheMiddle(node, now);
        };
    }

    private boolean isSameBoot(NodeRecord node, Instant now) {
        return now.isBefore(node.since().plus(settings.bootWindow()));
    }

    private Transition countBoot(NodeRecord node, Instant now) {
        return countBoot(node, now, "network boot " + (node.boots() + 1));
    }

    private Transition countBoot(NodeRecord node, Instant now, String why) {
        NodeRecord counted = node.counting(node.boots() + 1, node.failures());
        if (counted.boots() > settings.maxBoots()) {
            String reason = "booted " + counted.boots() + " times and never reached the appliance";
            return moved(counted.enter(NodeState.PARKED, now, reason));
        }
        return moved(counted.enter(NodeState.BOOTING, now, why));
    }

    private Transition rebootedInTheMiddle(NodeRecord node, Instant now) {
        NodeRecord failed = fail(node, "rebooted while " + node.state(), now);
        return failed.state() == NodeState.PARKED ? moved(failed) : countBoot(failed, now, failed.detail());
    }

    private Transition hello(NodeRecord node, NodeEvent.Hello event, Instant now) {
        if (!node.state().bootsKaMethod()) {
            return refused(node, "is not to be cloned");
        }
        if (!isJobOf(node, event.job())) {
            return refused(node, "does not belong to job " + Printable.oneLine(event.job()));
        }
        if (!node.state().isWritingDisk()) {
            return moved(node.counting(0, node.failures()).enter(NodeState.WAITING, now, "stage 1 reported in"));
        }
        NodeRecord failed = fail(node, "started again while " + node.state(), now);
        return failed.state() == NodeState.PARKED
                ? moved(failed)
                : moved(failed.enter(NodeState.WAITING, now, failed.detail()));
    }

    private static Transition step(NodeRecord node, NodeState from, NodeState to, Instant now, DiskState disk) {
        if (node.state() == to) {
            return moved(node);
        }
        return node.state() == from
                ? moved(node.with(disk).enter(to, now, ""))
                : refused(node, "cannot go on to " + to);
    }

    private static Transition done(NodeRecord node, NodeEvent.Done event, Instant now) {
        if (!isJobOf(node, event.job())) {
            return refused(node, "does not belong to job " + Printable.oneLine(event.job()));
        }
        return switch (node.state()) {
            case RECEIVING, FINISHING -> moved(node.with(DiskState.CLONED).enter(NodeState.DONE, now, written(node)));
            case DONE, VERIFIED -> moved(node);
            case UNKNOWN, KNOWN, ARMED, BOOTING, WAITING, FAILED, PARKED -> refused(node, "has not received anything");
        };
    }

    private static String written(NodeRecord node) {
        return switch (node.arming()) {
            case ONCE -> "disk written";
            case STANDING -> "disk written; armed again when it has come up from it";
        };
    }

    private static Transition proofOfLife(NodeRecord node, Instant now) {
        if (node.state() != NodeState.DONE) {
            return moved(node);
        }
        String came = "came up from its own disk";
        return switch (node.arming()) {
            case ONCE -> moved(node.enter(NodeState.VERIFIED, now, came));
            // not before: the boot that follows the clone is to end on the new disk
            case STANDING ->
                moved(node.counting(0, 0)
                        .enter(
                                NodeState.ARMED,
                                now,
                                came + "; armed again for job " + node.job().orElse("?")));
        };
    }

    private Transition failure(NodeRecord node, String reason, Instant now) {
        if (node.state() == NodeState.FAILED) {
            return moved(node);
        }
        // a node that boots has left its last try behind, and what is said of that counts no more
        return node.state().hasReported()
                ? moved(fail(node, Printable.oneLine(reason), now))
                : refused(node, "is not at work");
    }

    private Transition lost(NodeRecord node, Instant now) {
        return moved(node.state().hasReported() ? fail(node, "connection lost while " + node.state(), now) : node);
    }

    private NodeRecord fail(NodeRecord node, String reason, Instant now) {
        NodeRecord counted = node.counting(node.boots(), node.failures() + 1);
        return counted.failures() > settings.maxFailures()
                ? counted.enter(NodeState.PARKED, now, "failed " + counted.failures() + " times, last: " + reason)
                : counted.enter(NodeState.FAILED, now, reason);
    }

    private static Transition park(NodeRecord node, NodeEvent.Park event, Instant now) {
        if (node.state() == NodeState.PARKED) {
            return moved(node);
        }
        return node.isClaimed()
                ? moved(node.enter(NodeState.PARKED, now, Printable.oneLine(event.reason())))
                : refused(node, "has nothing to be parked from");
    }

    private static boolean isJobOf(NodeRecord node, String job) {
        return node.job().isPresent() && node.job().get().equals(job);
    }

    private static Transition moved(NodeRecord record) {
        return new Transition.Moved(record);
    }

    private static Transition refused(NodeRecord node, String why) {
        return new Transition.Refused(node.name() + " (" + node.state() + ") " + why);
    }
}
