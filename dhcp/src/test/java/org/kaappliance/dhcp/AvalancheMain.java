package org.kaappliance.dhcp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.kaappliance.dhcp.engine.Client;
import org.kaappliance.dhcp.wire.DhcpCodec;

/** Machines that are switched on at once, each of which asks once: {@code AvalancheMain <own address> <count>}. */
public final class AvalancheMain {
    private AvalancheMain() {}

    public static void main(String[] args) throws IOException {
        List<byte[]> discovers = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            String mac = "52:54:00:90:%02x:%02x".formatted(i >> 8, i & 0xff);
            discovers.add(DhcpCodec.encode(Client.of(mac).pxe().discover()));
        }
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(args[0], 68))) {
            socket.setBroadcast(true);
            for (byte[] discover : discovers) {
                socket.send(
                        new DatagramPacket(discover, discover.length, InetAddress.getByName("255.255.255.255"), 67));
            }
        }
    }
}
