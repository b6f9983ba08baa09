package org.kaappliance.dhcp;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root. */
public class AvalancheTest {
    private static final int MACHINES = 1000;

    @TempDir
    private Path directory;

    @Test
    public void a_thousand_machines_that_are_switched_on_at_once_and_ask_once_are_all_answered() throws Exception {
        try (Lab lab = Lab.create("snow")) {
            lab.lan("lan").host("ours").host("client");
            lab.card("ours", "eth0", "lan", "52:54:00:78:00:01").address("ours", "eth0", "10.78.0.1/20");
            lab.card("client", "eth0", "lan", "52:54:00:78:00:02").address("client", "eth0", "10.78.0.2/20");
            Path settings = Files.writeString(directory.resolve("ka.conf"), """
                    dhcp.mode = server
                    dhcp.pool = 10.78.1.0-10.78.8.255
                    dhcp.conflict-check = 0 seconds
                    """);
            RunningProcess server = lab.startJava("ours", ServerMain.class, "eth0", settings.toString());
            server.await("READY");
            lab.runJava("client", AvalancheMain.class, "10.78.0.2", Integer.toString(MACHINES));
            for (int i = 0; i < MACHINES; i++) {
                server.await("EVENT OFFERED 52:54:00:90:");
            }
        }
    }
}
