package org.kaappliance.clientkit.node;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A machine that is not to be cloned again by itself waits here for somebody to decide; it can be told commands meanwhile. */
final class StayInStage1 {
    private final StepLog log;
    private final CountDownLatch letGo = new CountDownLatch(1);
    private volatile boolean staying;

    StayInStage1(StepLog log) {
        this.log = log;
    }

    /** The appliance does not hold this machine any more: it was armed anew, or released. Counts only while it stays. */
    void notWanted() {
        if (staying) {
            letGo.countDown();
        }
    }

    /** Returns when the machine is to start again. */
    void await(Ending.Stay stay) throws InterruptedException {
        staying = true;
        long seconds = stay.limit().toSeconds();
        log.line("stays in stage 1, " + (seconds == 0 ? "" : "for " + seconds + " s or ")
                + "until it is armed, disarmed or sent to its disk at the appliance: " + stay.reason());
        if (seconds == 0) {
            letGo.await();
        } else if (!letGo.await(seconds, TimeUnit.SECONDS)) {
            log.line("has stayed for " + seconds + " s");
        }
        log.line("starts again");
    }
}
