package org.kaappliance.dhcp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.kaappliance.dhcp.engine.Client;
import org.kaappliance.dhcp.wire.DhcpCodec;

/** A client that tells everybody whose offer it takes: {@code SendMain <own address> <mac> <server> <asked address>}. */
public final class SendMain {
    private SendMain() {}

    public static void main(String[] args) throws IOException {
        byte[] request = DhcpCodec.encode(
                Client.of(args[1]).server(args[2]).asks(args[3]).request());
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(args[0], 68))) {
            socket.setBroadcast(true);
            socket.send(new DatagramPacket(request, request.length, InetAddress.getByName("255.255.255.255"), 67));
        }
    }
}
