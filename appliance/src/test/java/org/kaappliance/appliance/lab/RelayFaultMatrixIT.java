package org.kaappliance.appliance.lab;

import static org.kaappliance.appliance.lab.RelayFault.lost;
import static org.kaappliance.appliance.lab.RelayFault.survived;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kaappliance.appliance.lab.RelayFault.Kind;

/** Every fault at every place of a chain of five, with and without a key: {@code mvn -Pfaults verify}. */
@Tag("faults")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelayFaultMatrixIT {
    private static final int NODES = 5;

    private RelayFleet fleet;
    private Path key;

    @BeforeAll
    void make() throws Exception {
        fleet = new RelayFleet();
        key = Files.writeString(fleet.dir.resolve("key"), "correct horse battery staple\n");
        fleet.undisturbed(NODES);
        fleet.undisturbed(NODES, "--key-file", key.toString());
    }

    @AfterAll
    void remove() throws IOException {
        fleet.close();
    }

    static List<RelayFault> faults() {
        List<RelayFault> faults = new ArrayList<>();
        Stream.of(Kind.KILL, Kind.STOP, Kind.CABLE, Kind.HALF_OPEN).forEach(kind -> {
            faults.add(lost(kind + " the first", kind, 1));
            faults.add(lost(kind + " the middle", kind, 3));
            faults.add(lost(kind + " the last", kind, NODES));
            faults.add(lost(kind + " two neighbours", kind, 2, 3));
            faults.add(lost(kind + " every second", kind, 2, 4));
            faults.add(lost(kind + " all but one", kind, 1, 2, 4, 5));
        });
        Stream.of(Kind.STOP_AND_CONTINUE, Kind.CABLE_FOR_A_SECOND, Kind.RESET).forEach(kind -> {
            faults.add(survived(kind + " the first", kind, 1));
            faults.add(survived(kind + " the middle", kind, 3));
            faults.add(survived(kind + " the last", kind, NODES));
        });
        return faults;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void the_survivors_have_the_stream(RelayFault fault) throws Exception {
        fleet.disturbed(NODES, fault);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void with_a_key_too(RelayFault fault) throws Exception {
        fleet.disturbed(NODES, fault, "--key-file", key.toString());
    }
}
