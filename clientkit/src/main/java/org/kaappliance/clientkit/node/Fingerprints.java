package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.kaappliance.clientkit.system.HostName;
import org.kaappliance.clientkit.system.MachineId;
import org.kaappliance.clientkit.system.SshHostKeys;
import org.kaappliance.clientkit.system.StorageNames;
import org.kaappliance.clientkit.system.SystemTree;

/**
 * What a clone is known by, for the appliance to see that no two are the same. A machine-id is confidential (machine-id(5)): its digest is
 * told.
 */
record Fingerprints(SystemTree tree) {
    private static final int DIGEST_CHARS = 16;

    void tell(BiConsumer<String, String> identity) throws IOException {
        String name = HostName.of(tree);
        if (!name.isEmpty()) {
            identity.accept("host-name", name);
        }
        MachineId.of(tree).ifPresent(id -> identity.accept("machine-id", digest(id)));
        for (Map.Entry<String, String> key : SshHostKeys.fingerprints(tree).entrySet()) {
            identity.accept("ssh-" + key.getKey(), key.getValue());
        }
        Optional<String> initiator = StorageNames.initiator(tree);
        initiator.ifPresent(iqn -> identity.accept("iscsi-initiator", iqn));
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
