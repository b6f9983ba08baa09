package org.kaappliance.dhcp.option;

import java.util.List;
import java.util.Set;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.OptionCode;
import org.kaappliance.dhcp.wire.OptionField;

/**
 * The options that the settings name for a client, as octets.
 *
 * @param whole each replaces what the appliance would send
 * @param pxe each replaces one option inside option 43
 * @param ipxe each replaces one option inside option 175
 */
public record OptionSet(DhcpOptions whole, DhcpOptions pxe, DhcpOptions ipxe) {
    public static final OptionSet NONE = new OptionSet(DhcpOptions.NONE, DhcpOptions.NONE, DhcpOptions.NONE);

    public boolean isEmpty() {
        return whole.isEmpty() && pxe.isEmpty() && ipxe.isEmpty();
    }

    /**
     * What is closer replaces what is further away; an option 43 or 175 as a whole also replaces the options inside it
     * that stand further away.
     *
     * @param further from the client
     */
    public OptionSet over(OptionSet further) {
        if (further.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return further;
        }
        return new OptionSet(
                over(whole, further.whole),
                whole.has(OptionCode.VENDOR_INFORMATION) ? pxe : over(pxe, further.pxe),
                whole.has(OptionCode.IPXE) ? ipxe : over(ipxe, further.ipxe));
    }

    private static DhcpOptions over(DhcpOptions closer, DhcpOptions further) {
        return further.toBuilder().putAll(closer).build();
    }

    /** Takes several levels together, the closest first. */
    public static OptionSet merged(List<OptionSet> closestFirst) {
        OptionSet all = NONE;
        for (OptionSet level : closestFirst) {
            all = all.over(level);
        }
        return all;
    }

    /**
     * Puts them into a reply that has the appliance's own options.
     *
     * @param understood the spaces that this client reads; the others' options are left out
     */
    public void into(DhcpOptions.Builder reply, Set<OptionSpace> understood) {
        reply.putAll(whole);
        if (!pxe.isEmpty() && understood.contains(OptionSpace.PXE)) {
            reply.put(OptionCode.VENDOR_INFORMATION, OptionField.write(inside(reply, OptionSpace.PXE, pxe)));
        }
        if (!ipxe.isEmpty() && understood.contains(OptionSpace.IPXE)) {
            reply.put(OptionCode.IPXE, OptionField.writeOpen(inside(reply, OptionSpace.IPXE, ipxe)));
        }
    }

    private static DhcpOptions inside(DhcpOptions.Builder reply, OptionSpace space, DhcpOptions set) {
        DhcpOptions own = reply.bytes(space.carrier()).map(OptionField::inside).orElse(DhcpOptions.NONE);
        return own.toBuilder().putAll(set).build();
    }
}
