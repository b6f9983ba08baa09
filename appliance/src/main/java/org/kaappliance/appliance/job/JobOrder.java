package org.kaappliance.appliance.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;

/**
 * What {@code clone} asks for, as it crosses the control socket and as it is kept with the job. Stored orders may lack what is younger than they
 * are; those of before there were parts are read by {@link StoredOrder}.
 *
 * @param machines which ones, and for how long
 * @param golden what is copied
 * @param finish what is made of it
 * @param rounds how it is carried there
 * @param disks what was said about the machines' disks
 */
public record JobOrder(Machines machines, Golden golden, Finish finish, Rounds rounds, Disks disks) {
    public JobOrder {
        machines = machines == null ? new Machines(0, List.of(), Arming.ONCE) : machines;
        golden = golden == null ? Golden.of("/") : golden;
        finish = finish == null ? Finish.AUTO : finish;
        rounds = rounds == null ? Rounds.AS_SET : rounds;
        disks = disks == null ? Disks.BY_CONNECTION : disks;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static JobOrder read(JsonNode json) throws JsonProcessingException {
        StoredOrder stored = new StoredOrder(json);
        return new JobOrder(
                stored.part("machines", Machines.class),
                stored.part("golden", Golden.class),
                stored.part("finish", Finish.class),
                stored.part("rounds", Rounds.class),
                stored.part("disks", Disks.class));
    }

    /**
     * The same for other machines; what was said of the disks of machines that are not among them is left out.
     *
     * @param macs their hardware addresses
     * @param arming says this order, whatever the earlier one was
     */
    public JobOrder onto(List<MacAddress> macs, Arming arming) {
        List<String> named = macs.stream().map(MacAddress::toString).toList();
        return new JobOrder(new Machines(named.size(), named, arming), golden, finish, rounds, disks.of(named));
    }

    /** The same with the rounds' wait of the settings. */
    JobOrder waitingAsSet() {
        return new JobOrder(
                machines, golden, finish, new Rounds(rounds.maxBytesPerSecond(), 0, rounds.retries()), disks);
    }

    /** The same with this said about the disks. */
    public JobOrder with(Disks said) {
        return new JobOrder(machines, golden, finish, rounds, said);
    }

    /** Whether the job is over when its nodes are cloned, or stands. */
    public Arming arming() {
        return machines.arming();
    }

    /**
     * The machines.
     *
     * @param nodes how many are to be cloned; 0 for as many as are named
     * @param targets names, hardware addresses, groups or patterns, as it is kept hardware addresses alone; empty for all known machines, which must
     *     then be {@code nodes} many
     * @param arming whether the job is over when its nodes are cloned, or stands: then its nodes are cloned at every network boot, and retries
     *     count nothing; absent in orders from before there were standing ones, which is once
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Machines(int nodes, List<String> targets, Arming arming) {
        public Machines {
            targets = targets == null ? List.of() : List.copyOf(targets);
            arming = arming == null ? Arming.ONCE : arming;
        }
    }

    /**
     * The golden system and how much of it is copied.
     *
     * @param source its root, absolute; {@code /} is this host
     * @param drives the drives to recreate, each with its description; empty for a live golden node as it is
     * @param excludedDirs directories that stay empty on the nodes
     * @param excludedDrives drives that are left alone
     * @param raw what is copied as it is; orders of earlier versions have none
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Golden(
            String source, List<Drive> drives, List<String> excludedDirs, List<String> excludedDrives, Raw raw) {
        public Golden {
            drives = drives == null ? List.of() : List.copyOf(drives);
            excludedDirs = excludedDirs == null ? List.of() : List.copyOf(excludedDirs);
            excludedDrives = excludedDrives == null ? List.of() : List.copyOf(excludedDrives);
            raw = raw == null ? Raw.NONE : raw;
        }

        /** All files of a system, its drives as they are. */
        public static Golden of(String source) {
            return new Golden(source, List.of(), List.of(), List.of(), Raw.NONE);
        }
    }

    /**
     * What is done when the content is there.
     *
     * @param bootLoader {@code grub [arguments]}, {@code none}, ...
     * @param verify what the nodes read back: {@code full}, {@code sample} or {@code none}; null, in orders of before it could be said, for full
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Finish(String bootLoader, String verify) {
        public static final Finish AUTO = new Finish("auto", "full");

        public Finish {
            bootLoader = bootLoader == null ? "auto" : bootLoader;
            verify = verify == null ? "full" : verify;
        }
    }

    /**
     * How the streams reach the nodes.
     *
     * @param maxBytesPerSecond what the chain may take of the network; 0 for what the settings say
     * @param waitSeconds how long a round waits for its nodes; 0 for what the settings say
     * @param retries how many further rounds nodes get that failed
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Rounds(long maxBytesPerSecond, long waitSeconds, int retries) {
        public static final Rounds AS_SET = new Rounds(0, 0, 0);
    }

    /**
     * What was said of the machines' disks for this job; the settings may say more.
     *
     * @param rules which disk becomes which drive, and which is never written
     * @param confirmed by machine (what names just one, as it is kept its hardware address) the serial numbers of all its disks that may be written
     * @param agreed the golden drives that are written on each machine, as the plan had them that was agreed to; empty before that, and in orders of
     *     before it was kept
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Disks(List<Rule> rules, Map<String, List<String>> confirmed, List<String> agreed) {
        public static final Disks BY_CONNECTION = new Disks(List.of(), Map.of());

        @JsonCreator
        public Disks {
            agreed = agreed == null ? List.of() : List.copyOf(agreed);
            rules = rules == null ? List.of() : List.copyOf(rules);
            TreeMap<String, List<String>> copy = new TreeMap<>();
            if (confirmed != null) {
                confirmed.forEach((node, serials) -> copy.put(node, List.copyOf(serials)));
            }
            confirmed = copy;
        }

        /** Before anybody agreed to a plan. */
        public Disks(List<Rule> rules, Map<String, List<String>> confirmed) {
            this(rules, confirmed, List.of());
        }

        /** What of it is about these machines, or all. */
        private Disks of(List<String> macs) {
            Map<String, List<String>> serials = new TreeMap<>(confirmed);
            serials.keySet().retainAll(macs);
            return new Disks(
                    rules.stream()
                            .filter(rule -> rule.node().equals(Rule.EVERY) || macs.contains(rule.node()))
                            .toList(),
                    serials,
                    agreed);
        }

        /** The same with these serial numbers for a machine, whatever they were before. */
        public Disks confirming(String node, List<String> serials) {
            Map<String, List<String>> all = new TreeMap<>(confirmed);
            all.put(node, serials);
            return new Disks(rules, all, agreed);
        }

        /** The same with these golden drives agreed to, and no others. */
        public Disks agreeing(List<String> drives) {
            return new Disks(rules, confirmed, drives);
        }
    }

    /**
     * One {@code --disk [NODE:]DRIVE=RULE}.
     *
     * @param node what {@code --nodes} takes, as it is kept a hardware address; {@link #EVERY}
     * @param drive the golden drive, {@code sda}; {@code -} for a disk that is never written
     * @param rule its conditions, separated by commas
     */
    public record Rule(String node, String drive, String rule) {
        public static final String EVERY = "*";
    }

    /**
     * What travels beside the files.
     *
     * @param takenBootCode drives of the golden node whose boot code is copied ({@code -m})
     * @param bootCode given boot code ({@code -M}), in base64
     * @param partitions what is copied as it is ({@code -D}), without {@code /dev/}: partitions and whole drives
     * @param images what becomes whole drives ({@code --image})
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Raw(
            List<String> takenBootCode, List<BootCode> bootCode, List<String> partitions, List<Image> images) {
        public static final Raw NONE = new Raw(List.of(), List.of(), List.of(), List.of());

        public Raw {
            takenBootCode = takenBootCode == null ? List.of() : List.copyOf(takenBootCode);
            bootCode = bootCode == null ? List.of() : List.copyOf(bootCode);
            partitions = partitions == null ? List.of() : List.copyOf(partitions);
            images = images == null ? List.of() : List.copyOf(images);
        }
    }

    /** One {@code --image drive=file}. @param file absolute, of the appliance's host */
    public record Image(String drive, String file) {}

    /** One {@code -M drive file}. */
    public record BootCode(String drive, String base64) {}

    /**
     * One {@code -p drive desc}.
     *
     * @param name the golden drive, {@code sda}
     * @param desc the text of its description file
     */
    public record Drive(String name, String desc) {}
}
