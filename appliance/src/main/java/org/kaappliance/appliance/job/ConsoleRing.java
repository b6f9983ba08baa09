package org.kaappliance.appliance.job;

import java.util.Optional;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.store.StoredJobs;
import org.kaappliance.clientkit.console.ConsoleKey;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;

/**
 * The consoles of machines that hold a job's token, whether they are at work or have failed. One that has failed and that its job awaits is not held:
 * it starts again then, also when it was told to stay by the run of the appliance before this one.
 */
public record ConsoleRing(Fleet fleet, StoredJobs keys, JobBoard jobs) implements ConsoleKey.Ring {
    @Override
    public Optional<ConsoleKey> find(String job, MacAddress mac) {
        return fleet.find(mac)
                .filter(node -> node.job().equals(Optional.of(job)))
                .filter(node -> node.state() != NodeState.FAILED || !isAwaited(job, mac))
                .flatMap(NodeRecord::token)
                .flatMap(token -> keys.key(job).map(key -> ConsoleKey.of(job, mac, key, token)));
    }

    private boolean isAwaited(String job, MacAddress mac) {
        return jobs.job(job).filter(j -> j.awaits(mac)).isPresent();
    }
}
