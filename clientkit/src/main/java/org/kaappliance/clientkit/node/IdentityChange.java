package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.kaappliance.clientkit.system.HostName;
import org.kaappliance.clientkit.system.MachineId;
import org.kaappliance.clientkit.system.SshHostKeys;
import org.kaappliance.clientkit.system.StorageNames;
import org.kaappliance.clientkit.system.SystemTree;
import org.kaappliance.clientkit.system.Traces;

/** Takes the golden machine out of the clone, and gives it what a machine has for itself alone. */
final class IdentityChange {
    private static final int MACHINE_ID_BYTES = 16;

    private final SystemTree tree;
    private final CloneRoot inside;
    private final StepLog log;
    private final SecureRandom random = new SecureRandom();

    IdentityChange(SystemTree tree, CloneRoot inside, StepLog log) {
        this.tree = tree;
        this.inside = inside;
        this.log = log;
    }

    /** What was done, for people. @param hostName the one that DHCP gave; without it the golden one stays */
    List<String> run(Optional<String> hostName) throws IOException, InterruptedException {
        List<String> said = new ArrayList<>();
        Traces.remove(tree);
        if (hostName.isPresent()) {
            HostName.set(tree, hostName.get());
            said.add("host name " + hostName.get());
        }
        byte[] id = new byte[MACHINE_ID_BYTES];
        random.nextBytes(id);
        if (MachineId.of(tree).isPresent()) {
            MachineId.renew(tree, HexFormat.of().formatHex(id));
            said.add("new machine-id");
        }
        StorageNames.renew(tree, UUID.randomUUID());
        List<String> keys = renewHostKeys();
        if (!keys.isEmpty()) {
            said.add("new SSH host keys (" + String.join(" ", keys) + ")");
        }
        return said;
    }

    /** Of the types that the golden system has, with the owners and modes of its files. */
    private List<String> renewHostKeys() throws IOException, InterruptedException {
        List<String> types = SshHostKeys.types(tree);
        Map<String, Access> golden = new TreeMap<>();
        for (String type : types) {
            golden.put(type, Access.of(tree.place(SshHostKeys.file(type))));
        }
        SshHostKeys.remove(tree);
        List<String> made = new ArrayList<>();
        for (String type : types) {
            String file = SshHostKeys.file(type);
            try {
                inside.run(List.of(
                        "ssh-keygen", "-q", "-t", type, "-N", "", "-C", "root@" + HostName.of(tree), "-f", file));
                golden.get(type).giveTo(tree.place(file));
                made.add(type);
            } catch (IOException e) {
                log.line("WARNING: this clone has no SSH host key of type " + type + ": " + e.getMessage());
            }
        }
        return made;
    }

    /** Owner, group and mode of a file: Red Hat's keys are readable to a group. */
    private record Access(Map<String, Object> values) {
        static Access of(Path file) throws IOException {
            return new Access(Files.readAttributes(file, "unix:uid,gid,mode"));
        }

        void giveTo(Path file) throws IOException {
            Files.setAttribute(file, "unix:uid", values.get("uid"));
            Files.setAttribute(file, "unix:gid", values.get("gid"));
            Files.setAttribute(file, "unix:mode", (Integer) values.get("mode") & 07777);
        }
    }
}
