package org.kaappliance.clientkit.system;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names by which a machine asks storage in the network for its disks: two machines with one name would write to one disk. */
public final class StorageNames {
    private static final String INITIATOR = "/etc/iscsi/initiatorname.iscsi";
    private static final String NVME_HOST_NAME = "/etc/nvme/hostnqn";
    private static final String NVME_HOST_ID = "/etc/nvme/hostid";
    private static final Pattern INITIATOR_NAME = Pattern.compile("(?m)^InitiatorName=\\S+$");

    private StorageNames() {}

    /** Gives the machine other names where it has them. */
    public static void renew(SystemTree tree, UUID fresh) throws IOException {
        Trace.edit(text -> initiator(text, fresh)).from(tree, INITIATOR);
        if (tree.isFile(NVME_HOST_NAME)) {
            tree.write(NVME_HOST_NAME, "nqn.2014-08.org.nvmexpress:uuid:" + fresh + "\n");
        }
        if (tree.isFile(NVME_HOST_ID)) {
            tree.write(NVME_HOST_ID, fresh + "\n");
        }
    }

    /** The name of the iSCSI initiator; empty when it has none. */
    public static Optional<String> initiator(SystemTree tree) throws IOException {
        return tree.read(INITIATOR)
                .flatMap(text -> text.lines()
                        .filter(line -> line.startsWith("InitiatorName="))
                        .map(line -> line.substring("InitiatorName=".length()).trim())
                        .findFirst());
    }

    /** What stands behind the last colon is the machine's, what stands before it the authority's (RFC 3720 3.2.6.3). Pure. */
    static String initiator(String text, UUID fresh) {
        String suffix = fresh.toString().replace("-", "").substring(0, 12);
        Matcher m = INITIATOR_NAME.matcher(text);
        return m.replaceAll(found -> {
            String name = found.group();
            int colon = name.lastIndexOf(':');
            return Matcher.quoteReplacement((colon < 0 ? name : name.substring(0, colon)) + ":" + suffix);
        });
    }
}
