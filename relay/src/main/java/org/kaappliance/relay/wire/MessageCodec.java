package org.kaappliance.relay.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A message and its bytes: u16 length of what follows, u8 type, fields. */
public final class MessageCodec {
    /** The longest message, its length field included. */
    public static final int MAX_BYTES = 2048;

    private static final Map<Integer, Entry<?>> BY_CODE = new LinkedHashMap<>();
    private static final Map<Class<?>, Entry<?>> BY_TYPE = new LinkedHashMap<>();

    private record Entry<M extends Message>(
            int code, Class<M> type, BiConsumer<WireWriter, M> writer, Function<WireReader, M> reader) {
        void write(WireWriter out, Message message) {
            writer.accept(out.u8(code), type.cast(message));
        }
    }

    static {
        entry(
                1,
                Message.Hello.class,
                (w, m) -> w.name(m.session())
                        .name(m.nodeId())
                        .text(m.credential(), Names.MAX_CREDENTIAL_BYTES)
                        .address(m.address())
                        .u16(m.dataPort())
                        .text(m.hint(), Names.MAX_HINT_BYTES)
                        .i64(m.windowBytes())
                        .flag(m.waits())
                        .part(m.part()),
                r -> new Message.Hello(
                        r.session(),
                        r.nodeId(),
                        r.text(Names.MAX_CREDENTIAL_BYTES),
                        r.address(),
                        r.port(),
                        r.line(Names.MAX_HINT_BYTES),
                        r.position(),
                        r.flag(),
                        r.part()));
        entry(2, Message.Attached.class, (w, m) -> w.i32(m.epoch()), r -> new Message.Attached(r.epoch()));
        entry(
                3,
                Message.Orphan.class,
                (w, m) ->
                        w.i32(m.epoch()).i64(m.received()).u8(m.loss().code()).text(m.detail(), Names.MAX_REASON_BYTES),
                r -> new Message.Orphan(
                        r.epoch(), r.position(), LinkLoss.ofCode(r.u8()), r.line(Names.MAX_REASON_BYTES)));
        entry(
                4,
                Message.Beat.class,
                (w, m) -> w.i64(m.received())
                        .i64(m.sunk())
                        .i32(m.sinkHeldMillis())
                        .i32(m.childHeldMillis())
                        .choice(m.waitsFor()),
                r -> new Message.Beat(r.position(), r.position(), r.i32(), r.i32(), r.choice(Message.WaitsFor.class)));
        entry(5, Message.Complete.class, (w, m) -> w.i64(m.total()), r -> new Message.Complete(r.position()));
        entry(
                6,
                Message.Done.class,
                (w, m) -> w.i64(m.total()).digest(m.digest()),
                r -> new Message.Done(r.position(), r.digest()));
        entry(
                7,
                Message.Failed.class,
                (w, m) -> w.text(m.reason(), Names.MAX_REASON_BYTES),
                r -> new Message.Failed(r.line(Names.MAX_REASON_BYTES)));
        entry(
                8,
                Message.Go.class,
                (w, m) -> w.name(m.session()).text(m.credential(), Names.MAX_CREDENTIAL_BYTES),
                r -> new Message.Go(r.session(), r.text(Names.MAX_CREDENTIAL_BYTES)));
        entry(
                33,
                Message.Welcome.class,
                (w, m) -> w.streamId(m.stream()).choice(m.format()).choice(m.digest()),
                r -> new Message.Welcome(
                        r.streamId(), r.choice(Message.StreamFormat.class), r.choice(DigestKind.class)));
        entry(
                34,
                Message.Refused.class,
                (w, m) -> w.text(m.reason(), Names.MAX_REASON_BYTES),
                r -> new Message.Refused(r.line(Names.MAX_REASON_BYTES)));
        entry(35, Message.Assign.class, MessageCodec::writeAssign, MessageCodec::readAssign);
        entry(36, Message.SourceBeat.class, (w, m) -> {}, r -> new Message.SourceBeat());
        entry(37, Message.Release.class, (w, m) -> {}, r -> new Message.Release());
        entry(
                38,
                Message.Aborted.class,
                (w, m) -> w.text(m.reason(), Names.MAX_REASON_BYTES),
                r -> new Message.Aborted(r.line(Names.MAX_REASON_BYTES)));
        entry(
                39,
                Message.Standby.class,
                (w, m) -> w.i32(m.epoch()).text(m.reason(), Names.MAX_REASON_BYTES),
                r -> new Message.Standby(r.epoch(), r.line(Names.MAX_REASON_BYTES)));
        entry(
                40,
                Message.StreamEnd.class,
                (w, m) -> w.i64(m.total()).digest(m.digest()),
                r -> new Message.StreamEnd(r.position(), r.digest()));
        entry(41, Message.Fleet.class, MessageCodec::writeFleet, MessageCodec::readFleet);
        entry(
                65,
                Message.Attach.class,
                (w, m) -> w.name(m.session())
                        .streamId(m.stream())
                        .i32(m.epoch())
                        .name(m.nodeId())
                        .i64(m.offset())
                        .i32(m.roundTripMicros()),
                r -> new Message.Attach(r.session(), r.streamId(), r.epoch(), r.nodeId(), r.position(), r.i32()));
        entry(66, Message.Accept.class, (w, m) -> {}, r -> new Message.Accept());
        entry(
                67,
                Message.Reject.class,
                (w, m) -> w.u8(m.loss().code()).text(m.detail(), Names.MAX_REASON_BYTES),
                r -> new Message.Reject(LinkLoss.ofCode(r.u8()), r.line(Names.MAX_REASON_BYTES)));
    }

    private MessageCodec() {}

    private static <M extends Message> void entry(
            int code, Class<M> type, BiConsumer<WireWriter, M> writer, Function<WireReader, M> reader) {
        Entry<M> entry = new Entry<>(code, type, writer, reader);
        BY_CODE.put(code, entry);
        BY_TYPE.put(type, entry);
    }

    private static void writeAssign(WireWriter out, Message.Assign assign) {
        Message.ParentLink parent = assign.parent();
        out.i32(assign.epoch())
                .name(parent.parentId())
                .address(parent.address())
                .u16(parent.port())
                .i32(parent.epoch())
                .u8(assign.children().size());
        assign.children()
                .forEach(child -> out.name(child.nodeId()).i32(child.epoch()).choice(child.pace()));
    }

    private static Message.Assign readAssign(WireReader in) {
        int epoch = in.epoch();
        Message.ParentLink parent = new Message.ParentLink(in.parentId(), in.address(), in.port(), in.epoch());
        int count = in.u8();
        if (count > Message.Assign.MAX_CHILDREN) {
            throw new MalformedException(count + " children, at most " + Message.Assign.MAX_CHILDREN);
        }
        List<Message.ChildLink> children = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            children.add(new Message.ChildLink(in.nodeId(), in.epoch(), in.choice(Message.Pace.class)));
        }
        return new Message.Assign(epoch, parent, children);
    }

    private static void writeFleet(WireWriter out, Message.Fleet fleet) {
        out.i64(fleet.expectedBytes()).u8(fleet.counts().size());
        fleet.counts().forEach(out::u16);
    }

    private static Message.Fleet readFleet(WireReader in) {
        long expectedBytes = in.position();
        int size = in.u8();
        if (size > Message.Fleet.MAX_COUNTS) {
            throw new MalformedException(size + " states, at most " + Message.Fleet.MAX_COUNTS);
        }
        List<Integer> counts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            counts.add(in.u16());
        }
        return new Message.Fleet(expectedBytes, counts);
    }

    /**
     * The bytes of a message, ready to be sent.
     *
     * @throws IllegalArgumentException for {@link Message.Malformed}
     */
    public static ByteBuffer encode(Message message) {
        Entry<?> entry = BY_TYPE.get(message.getClass());
        if (entry == null) {
            throw new IllegalArgumentException("not a message to send: " + message);
        }
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES).position(2);
        entry.write(new WireWriter(out), message);
        out.flip();
        out.putShort(0, (short) (out.limit() - 2));
        return out;
    }

    /**
     * The length of the message that starts at {@code in}'s position, its length field included; 0 when the
     * length itself has not arrived; -1 when it is more than {@link #MAX_BYTES} or nothing. Takes nothing.
     */
    public static int frameBytes(ByteBuffer in) {
        if (in.remaining() < 2) {
            return 0;
        }
        int length = (in.getShort(in.position()) & 0xffff) + 2;
        return length > MAX_BYTES || length < 3 ? -1 : length;
    }

    /** Reads one whole frame and takes it; what cannot be read comes as {@link Message.Malformed}. */
    public static Message decode(ByteBuffer frame) {
        try {
            WireReader reader = new WireReader(frame);
            if (reader.u16() != frame.remaining()) {
                return new Message.Malformed("length field and frame differ");
            }
            int code = reader.u8();
            Entry<?> entry = BY_CODE.get(code);
            if (entry == null) {
                return new Message.Malformed("unknown message type " + code);
            }
            Message message = entry.reader().apply(reader);
            reader.end();
            return message;
        } catch (MalformedException e) {
            return new Message.Malformed(e.getMessage());
        }
    }
}
