package org.kaappliance.appliance.rehearse;

/** Network cards of virtual machines that stage 1 and most systems have drivers for, and that boot from the network. */
public enum NetworkCard {
    VIRTIO("virtio-net-pci", "virtio", "1af41000"),
    E1000("e1000", "e1000", "8086100e"),
    E1000E("e1000e", "e1000e", "808610d3");

    private final String device;
    private final String romName;
    private final String pciName;

    NetworkCard(String device, String romName, String pciName) {
        this.device = device;
        this.romName = romName;
        this.pciName = pciName;
    }

    /** QEMU's name of it. */
    String device() {
        return device;
    }

    /** The file of its boot ROM for BIOS, as Debian names it. */
    String romFile() {
        return "pxe-" + romName + ".rom";
    }

    /** The same as Fedora names it: vendor and device on the PCI bus. */
    String pciRomFile() {
        return pciName + ".rom";
    }
}
