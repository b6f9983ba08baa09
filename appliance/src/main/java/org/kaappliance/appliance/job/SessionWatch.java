package org.kaappliance.appliance.job;

import java.time.Instant;
import org.kaappliance.config.RepeatedWarning;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs and shows what happens in a session of a job. It decides nothing: a node that is lost may come back until the session ends. */
final class SessionWatch implements SendListener {
    private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);

    private final String job;
    private final String session;
    private final Roster roster;
    private final RepeatedWarning repeated = new RepeatedWarning();

    SessionWatch(String job, String session, Roster roster) {
        this.job = job;
        this.session = session;
        this.roster = roster;
    }

    @Override
    public void on(SendEvent event) {
        if (event instanceof SendEvent.Progress progress) {
            roster.progressed(progress);
        } else if (event instanceof SendEvent.Started started) {
            LOG.info(
                    "job {}: session {} goes to {} nodes",
                    job,
                    session,
                    started.chain().size());
        } else if (event instanceof SendEvent.Repaired repaired) {
            LOG.info("job {}: the chain of session {} is repaired, epoch {}", job, session, repaired.epoch());
        } else if (event instanceof SendEvent.Refused refused) {
            // by address: whoever is turned away may call himself anything
            String who = refused.address().getHostAddress();
            warn(who, "refused", "was refused as " + refused.nodeId() + ": " + refused.reason());
        } else if (event instanceof SendEvent.Notice notice) {
            LOG.warn("job {}: session {}: {}", job, session, notice.text());
        } else {
            ofNode(event);
        }
    }

    private void ofNode(SendEvent event) {
        if (event instanceof SendEvent.NodeLost lost) {
            roster.inChain(lost.nodeId(), node -> node.lost(lost.reason()));
            warn(lost.nodeId(), "lost", "is lost: " + lost.reason());
        } else if (event instanceof SendEvent.SetAside aside) {
            roster.inChain(aside.nodeId(), node -> node.setAside(aside.reason()));
            warn(aside.nodeId(), "aside", "was set aside: " + aside.reason());
        } else if (event instanceof SendEvent.Returned returned) {
            roster.inChain(returned.nodeId(), Member::backInChain);
            LOG.info(
                    "job {}: {} has a place in session {}, from byte {}",
                    job,
                    returned.nodeId(),
                    session,
                    returned.fromByte());
        } else if (event instanceof SendEvent.Joined joined) {
            roster.inChain(joined.nodeId(), Member::backInChain);
        }
    }

    /** Of one the same kind of thing at most once a minute. */
    private void warn(String who, String what, String text) {
        String kind = what + ' ' + who;
        repeated.pass(kind, Instant.now())
                .ifPresent(passed -> LOG.warn(
                        "job {}: session {}: {} {}{}", job, session, who, text, passed.substring(kind.length())));
    }
}
