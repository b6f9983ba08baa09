package org.kaappliance.pxemenu;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.kaappliance.config.MacAddress;

/**
 * What is stored about one machine.
 *
 * @param mac which machine
 * @param name what people call it; its address while nobody named it
 * @param state where it stands
 * @param disk whether its disk may be booted
 * @param boots network boots since it was armed or last said hello
 * @param failures failed tries since it was armed
 * @param job the clone job it belongs, or last belonged, to
 * @param token the credential that proves to us that a node got its menu from us; hex
 * @param arming whether it is armed again after its clone; {@link Arming#ONCE} where it is neither armed nor being cloned
 * @param since when it came into this state; in {@link NodeState#BOOTING}, when the last boot was counted
 * @param detail one line for people: the reason of a failure, else what happened last; may be empty
 */
public record NodeRecord(
        MacAddress mac,
        String name,
        NodeState state,
        DiskState disk,
        int boots,
        int failures,
        Optional<String> job,
        Optional<String> token,
        Arming arming,
        Instant since,
        String detail) {
    public NodeRecord {
        Objects.requireNonNull(mac, "mac");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(disk, "disk");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(arming, "arming");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(detail, "detail");
        if (boots < 0 || failures < 0) {
            throw new IllegalArgumentException("counts are 0 or more: " + boots + ", " + failures);
        }
    }

    /** A machine that nobody has vouched for. */
    public static NodeRecord unknown(MacAddress mac, Instant now) {
        return new NodeRecord(
                mac,
                mac.toString(),
                NodeState.UNKNOWN,
                DiskState.WHOLE,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Arming.ONCE,
                now,
                "");
    }

    /** True when this machine was given exactly this job and this token. Takes the same time for every wrong token. */
    public boolean holds(String claimedJob, String claimedToken) {
        boolean sameToken = token.isPresent() && MessageDigest.isEqual(utf8(token.get()), utf8(claimedToken));
        return sameToken && job.isPresent() && job.get().equals(claimedJob);
    }

    /** True while a job may clone it, now or after it has come up from its disk. */
    public boolean isClaimed() {
        return state.bootsKaMethod() || arming == Arming.STANDING;
    }

    /** True when its disk has the system that this appliance wrote; DONE and VERIFIED were all that older versions stored of it. */
    public boolean hasClone() {
        return disk == DiskState.CLONED
                || disk == DiskState.WHOLE && (state == NodeState.DONE || state == NodeState.VERIFIED);
    }

    /** A standing switch lasts through a clone; what takes the machine out ends it. */
    NodeRecord enter(NodeState next, Instant now, String why) {
        Arming kept = next.bootsKaMethod() || next == NodeState.DONE ? arming : Arming.ONCE;
        return new NodeRecord(mac, name, next, disk, boots, failures, job, token, kept, now, why);
    }

    NodeRecord armed(Arming newArming) {
        return new NodeRecord(mac, name, state, disk, boots, failures, job, token, newArming, since, detail);
    }

    NodeRecord with(DiskState newDisk) {
        return new NodeRecord(mac, name, state, newDisk, boots, failures, job, token, arming, since, detail);
    }

    NodeRecord named(String newName) {
        return new NodeRecord(mac, newName, state, disk, boots, failures, job, token, arming, since, detail);
    }

    NodeRecord counting(int newBoots, int newFailures) {
        return new NodeRecord(mac, name, state, disk, newBoots, newFailures, job, token, arming, since, detail);
    }

    NodeRecord assigned(Optional<String> newJob, Optional<String> newToken) {
        return new NodeRecord(mac, name, state, disk, boots, failures, newJob, newToken, arming, since, detail);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
