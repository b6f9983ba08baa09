package org.kaappliance.dhcp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import org.kaappliance.dhcp.engine.BootServer;
import org.kaappliance.dhcp.engine.Client;
import org.kaappliance.dhcp.wire.Decoded;
import org.kaappliance.dhcp.wire.DhcpCodec;

/**
 * A ROM that asks the boot server, for a network namespace: {@code BootServerClientMain <server> <own address> <mac>}.
 * Prints the port that the answer came from and the boot file.
 */
public final class BootServerClientMain {
    private static final int DEADLINE_MILLIS = 5000;

    private BootServerClientMain() {}

    public static void main(String[] args) throws IOException {
        byte[] request = DhcpCodec.encode(Client.of(args[2])
                .pxe()
                .has(args[1])
                .option(43, 71, 4, 0, 0, 0, 0, 255)
                .request());
        try (DatagramSocket socket = new DatagramSocket(68)) {
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.send(new DatagramPacket(request, request.length, InetAddress.getByName(args[0]), BootServer.PORT));
            DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
            socket.receive(answer);
            Decoded decoded = DhcpCodec.decode(Arrays.copyOf(answer.getData(), answer.getLength()));
            System.out.println(answer.getPort() + " "
                    + ((Decoded.Message) decoded).message().file());
        }
    }
}
