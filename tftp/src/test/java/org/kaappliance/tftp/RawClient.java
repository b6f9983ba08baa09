package org.kaappliance.tftp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** A UDP socket that sends what a test says, and remembers who answered. */
final class RawClient implements AutoCloseable {
    private final DatagramSocket socket;
    private InetSocketAddress lastSender;

    RawClient() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    }

    RawClient send(byte[] packet, InetSocketAddress to) throws IOException {
        socket.send(new DatagramPacket(packet, packet.length, to));
        return this;
    }

    /** Answers the sender of the last packet. */
    RawClient answer(byte[] packet) throws IOException {
        return send(packet, lastSender);
    }

    byte[] receive() throws IOException {
        return receive(5000);
    }

    private byte[] receive(int millis) throws IOException {
        socket.setSoTimeout(millis);
        DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000);
        socket.receive(packet);
        lastSender = (InetSocketAddress) packet.getSocketAddress();
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    boolean hearsNothingFor(int millis) throws IOException {
        try {
            receive(millis);
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    InetSocketAddress lastSender() {
        return lastSender;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public void close() {
        socket.close();
    }
}
