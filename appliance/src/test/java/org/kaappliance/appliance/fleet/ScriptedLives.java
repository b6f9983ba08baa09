package org.kaappliance.appliance.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.kaappliance.appliance.store.StateStore;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeLife;
import org.kaappliance.pxemenu.NodeLifeSettings;
import org.kaappliance.pxemenu.NodeRecord;

/** Lives of nodes, written as one letter an event: together they have every transition there is, each at the end of one life. */
final class ScriptedLives {
    static final List<String> ALL = List.of(
            "R",
            "RA",
            "RS",
            "RAP",
            "RAPH",
            "RAPHW",
            "RAPHWF",
            "RAPHWFD",
            "RAPHWFDL",
            "RSPHWFDL",
            "RSPHWFDLP",
            "RAPHX",
            "RAPHO",
            "RAPHWX",
            "RAPHWFO",
            "RAPHXP",
            "RAPPPPPP",
            "RAK",
            "RAPHWK",
            "RAU",
            "RAPU",
            "RAPHWU",
            "RAPHWUU",
            "RAPHWUA",
            "RAB",
            "RAPHWKB",
            "RAPHWP",
            "RAPHWH",
            "RAPHWFDA",
            "RSPHWFDU",
            "RSPHWFDK",
            "RSPHWFU",
            "RSU");

    private static final NodeLife LIFE = new NodeLife(new NodeLifeSettings(5, 3, Duration.ZERO));

    private ScriptedLives() {}

    static Fleet fleet(StateStore store) {
        return new Fleet(new StoredNodes(store), LIFE, () -> Instant.EPOCH);
    }

    static MacAddress mac(int node) {
        return new MacAddress(0x5254_0077_0000L + node);
    }

    static NodeEvent event(char letter) {
        return switch (letter) {
            case 'R' -> new NodeEvent.Registered("node");
            case 'A' -> new NodeEvent.Arm("7", "cafe");
            case 'S' -> new NodeEvent.Arm("7", "cafe", Arming.STANDING);
            case 'P' -> new NodeEvent.PxeBoot();
            case 'H' -> new NodeEvent.Hello("7");
            case 'W' -> new NodeEvent.ReceivingStarted();
            case 'F' -> new NodeEvent.FinishStarted();
            case 'D' -> new NodeEvent.Done("7");
            case 'L' -> new NodeEvent.ProofOfLife();
            case 'X' -> new NodeEvent.Failure("broken");
            case 'O' -> new NodeEvent.Lost();
            case 'K' -> new NodeEvent.Park("by hand");
            case 'U' -> new NodeEvent.Disarm();
            case 'B' -> new NodeEvent.Local();
            default -> throw new IllegalArgumentException("no event " + letter);
        };
    }

    /** Where a node must stand after so many events of its life, which begins again when it has ended. */
    static NodeRecord after(int node, int events) {
        String life = ALL.get(node);
        NodeRecord unknown = NodeRecord.unknown(mac(node), Instant.EPOCH);
        return IntStream.range(0, events)
                .mapToObj(i -> event(life.charAt(i % life.length())))
                .reduce(unknown, (record, event) -> next(record, event), (one, other) -> other);
    }

    private static NodeRecord next(NodeRecord record, NodeEvent event) {
        return LIFE.on(record, event, Instant.EPOCH).moved().orElse(record);
    }
}
