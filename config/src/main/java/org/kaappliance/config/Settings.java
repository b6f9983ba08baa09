package org.kaappliance.config;

import java.net.Inet4Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Every setting of the appliance, checked and typed. What each key means, its unit, range and default stand in
 * {@code reference.conf}; a record component carries the key's name in camel case.
 *
 * @param interfaceName key {@code interface}; empty when nobody named one (commands that need no network do not ask)
 * @param address key {@code address}; empty means the first IPv4 address of the interface
 * @param groups names for several machines, lower case; what each means, as a selection on the command line
 */
public record Settings(
        Optional<String> interfaceName,
        Optional<Inet4Address> address,
        DhcpSettings dhcp,
        List<Machine> machines,
        Map<String, String> groups,
        Tftp tftp,
        Http http,
        Menu menu,
        Kit kit,
        Clone cloning,
        Stage1 stage1,
        Relay relay,
        Report report,
        State state,
        Control control) {

    /**
     * A machine that is known by name.
     *
     * @param macs one or more; all of them mean this machine and share its address
     * @param name a host name (RFC 1123), lower case
     * @param address the reserved address; empty means any of the pool
     * @param terms what it is told by DHCP that others are not
     * @param localBoot how it leaves for its disk where others do it in another way
     * @param disks what is said of its disks alone
     * @param vlan of its boot card in stage 1; 0 means none, empty what stage1 says
     */
    public record Machine(
            List<MacAddress> macs,
            String name,
            Optional<Inet4Address> address,
            DhcpTerms terms,
            MenuLocalBoot localBoot,
            DiskSettings disks,
            OptionalInt vlan) {}

    /**
     * @param transferPorts where data leaves from; empty means ports that the kernel chooses; the request port alone means
     *     that everything happens there
     * @param timeout before a block is sent again
     * @param retries how many of those waits, growing, a silent client is given
     * @param root directory served below the built-in files; empty means none
     */
    public record Tftp(
            int port,
            Optional<PortRange> transferPorts,
            Duration timeout,
            int retries,
            TftpOptions options,
            TftpLimits limits,
            Optional<Path> root) {}

    /**
     * What is granted to clients.
     *
     * @param maxBlockSize bytes of data in a block (RFC 2348); the interface's MTU less 32 is the other bound
     * @param refusals options that some clients cannot bear
     * @param maxWindowSize blocks sent without an acknowledgement (RFC 7440)
     */
    public record TftpOptions(int maxBlockSize, List<OptionRefusal> refusals, int maxWindowSize) {}

    /** How many transfers run at once, in all and for one address. */
    public record TftpLimits(int maxTransfers, int maxTransfersPerAddress) {}

    /**
     * @param labelTimeout how long the prompt waits; without a prompt it has no effect
     * @param display file that PXELINUX shows above the prompt, a path in the tree; empty text means none
     * @param help files behind F1, F2, ...
     * @param localBoot of machines that nothing else is said about; every part is present
     * @param vendors local boot by the beginning of hardware addresses; the first that matches counts
     * @param entries the administrator's own
     * @param templates texts of the administrator's own around the entries, by boot program
     * @param serial arguments of PXELINUX's {@code SERIAL}; empty text means no serial console
     * @param maxBoots network boots in a row without arriving, after which the machine is parked
     * @param maxFailures failed clonings in a row, after which the machine is parked
     */
    public record Menu(
            boolean prompt,
            Duration labelTimeout,
            String message,
            String display,
            List<String> help,
            MenuLocalBoot localBoot,
            List<MenuVendor> vendors,
            List<MenuEntry> entries,
            MenuTemplates templates,
            String serial,
            String kernelArguments,
            int maxBoots,
            int maxFailures) {}

    /**
     * How boot programs leave for the disk; what is empty is decided elsewhere.
     *
     * @param pxelinux {@code 0}, {@code -1} or {@code chain}
     * @param ipxe on BIOS: {@code sanboot}, {@code exit} or {@code exit-1}
     * @param uefi GRUB and iPXE on UEFI: {@code chainload}, {@code exit} or {@code exit-1}
     */
    public record MenuLocalBoot(Optional<String> pxelinux, Optional<String> ipxe, Optional<String> uefi) {}

    /** @param macPrefixes beginnings of hardware addresses, lower case with colons */
    public record MenuVendor(List<String> macPrefixes, MenuLocalBoot localBoot) {}

    /**
     * @param label what is typed, letters, digits, {@code . _ -}
     * @param firmware {@code bios}, {@code uefi} or {@code any}
     * @param kernel a Linux kernel, path in the tree; empty when it is a program
     * @param program something else that firmware can start; empty when it is a kernel
     */
    public record MenuEntry(
            String label,
            String title,
            String firmware,
            Optional<String> kernel,
            Optional<String> initrd,
            String arguments,
            Optional<String> program) {}

    /** Files; empty means that the appliance writes the whole menu. */
    public record MenuTemplates(Optional<Path> pxelinux, Optional<Path> grub, Optional<Path> ipxe) {}

    /**
     * @param port of the boot files over HTTP; 0 means none are served
     * @param insist whether the appliance is not to start when the port is taken
     */
    public record Http(int port, boolean insist) {}

    /**
     * @param kernel empty means the newest in {@code /boot} that has modules
     * @param modules empty means {@code /lib/modules/<release of the kernel>}
     * @param from a directory or a squashfs that stage 2 is made from; empty means this host's packages
     */
    public record Kit(
            Path directory,
            Optional<Path> kernel,
            Optional<Path> modules,
            Optional<Path> from,
            BootProgramPlaces bootProgramDirectories) {}

    /**
     * Where boot programs are looked for.
     *
     * @param directories of the administrator's own, which come first
     */
    public record BootProgramPlaces(List<Path> directories, Distribution distribution) {
        /** Whether programs are looked for where the packages of distributions put them. */
        public enum Distribution {
            SEARCHED,
            NOT_SEARCHED
        }
    }

    /**
     * Key {@code clone}: what {@code clone} does where its command line says nothing.
     *
     * @param bootLoader {@code auto}, {@code grub}, {@code none}, ... and arguments
     * @param exclude absolute paths whose content is left out
     * @param excludeDrives drives of the golden node that clones do not have, without {@code /dev/}
     * @param retries rounds that failed nodes get again
     * @param disks which disks become which drives on machines of which nothing else is said
     * @param luksKeys what opens encrypted containers
     * @param sourceKey the file with the key that a golden node on the network holds; empty: there is none
     * @param end what is done at the end
     */
    public record Clone(
            String bootLoader,
            List<String> exclude,
            List<String> excludeDrives,
            int retries,
            DiskSettings disks,
            LuksKeyFiles luksKeys,
            Optional<Path> sourceKey,
            CloneEnd end) {}

    /**
     * Files that hold the passphrases of encrypted containers.
     *
     * @param all for every container that has none of its own; empty: there is none
     * @param containers by the name of the opened container
     */
    public record LuksKeyFiles(Optional<Path> all, Map<String, Path> containers) {}

    /**
     * What a node does when the files are there.
     *
     * @param hooksDirectory programs that run on every node at the end; empty: none
     * @param hookTimeout how long each of them may take
     * @param initramfs when a clone's is made anew: {@code auto}, {@code always}, {@code never}
     */
    public record CloneEnd(Optional<Path> hooksDirectory, Duration hookTimeout, String initramfs) {}

    /**
     * @param multicastGroup where discovery requests are heard
     * @param replayWindow how much of a stream the appliance keeps
     * @param nodeWait how long a clone job waits for its nodes
     * @param maxRate bytes per second of a session; empty means unlimited
     * @param encrypt whether a job's streams are encrypted
     * @param compression of a job's streams: {@code none}, {@code zstd} or {@code zstd:LEVEL}
     */
    public record Relay(
            int discoveryPort,
            int replyPort,
            int controlPort,
            int dataPort,
            Inet4Address multicastGroup,
            ByteSize replayWindow,
            Duration nodeWait,
            OptionalLong maxRate,
            RelayChain chain,
            boolean encrypt,
            RelayKeep keep,
            String compression) {}

    /**
     * What the appliance keeps of a job's streams for nodes that come late.
     *
     * @param spoolDirectory empty means {@code spool} in the state directory
     * @param spoolSize of one stream; 0 means no spool
     */
    public record RelayKeep(ByteSize keepMemory, Optional<Path> spoolDirectory, ByteSize spoolSize) {}

    /**
     * @param arity children of each node
     * @param floorPercent of the rate that the others could take, below which a node is moved aside; 0 means never
     * @param suspicion silence of a node after which the chain closes around it
     * @param patience silence of a node after which it is given up
     */
    public record RelayChain(int arity, int floorPercent, Duration suspicion, Duration patience) {}

    /**
     * What can be done with machines in stage 1.
     *
     * @param exec whether commands may be run there from the appliance
     * @param stay how long a machine stays there that has failed for good; zero means for ever
     * @param shell whether Enter on its own console opens a shell
     * @param vlan of the boot cards; empty means none
     */
    public record Stage1(boolean exec, Duration stay, boolean shell, OptionalInt vlan) {}

    public record Report(int port) {}

    public record State(Path directory) {}

    public record Control(Path socket) {}
}
