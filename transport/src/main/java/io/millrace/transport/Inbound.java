package io.millrace.transport;

import io.aeron.Image;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * One stream that arrives: a stranger's until it has greeted and proven itself. Before that every
 * fault ends it; afterwards a message that is not sound is dropped and counted, and the channels
 * above repeat what was in it. Owned by the transport's thread.
 */
final class Inbound {
  private static final int FRAGMENTS_PER_TURN = 256;

  /** Who somebody is of whom nothing is proven. */
  static final String STRANGER = "a stranger";

  private enum Trust {
    STRANGER,
    GREETED,
    PROVEN,
    REFUSED
  }

  private final Connections connections;
  private final Image image;
  private final long deadlineNs;
  private final FragmentHandler handler = this::onFragment;
  private final byte[] content;
  private byte[] message = new byte[Wire.LARGEST_GREETING];
  private int messageLength = -1;
  private Trust trust = Trust.STRANGER;
  private boolean ended;
  private Session session;
  private Peer peer;
  private byte[] directionKey;
  private InboundLane[] lanes = new InboundLane[8];

  Inbound(Connections connections, Image image, byte[] content, long nowNs) {
    this.connections = connections;
    this.image = image;
    this.content = content;
    this.deadlineNs = nowNs + connections.settings().handshakeTimeout().toNanos();
  }

  /** Takes what has arrived; returns how many datagrams. */
  int poll(long nowNs) {
    int fragments = image.poll(handler, FRAGMENTS_PER_TURN);
    if (trust == Trust.STRANGER && nowNs - deadlineNs >= 0) {
      refuse(TransportCounter.REFUSED_STRANGER, "did not greet in time", STRANGER);
    }
    return fragments;
  }

  private void onFragment(DirectBuffer buffer, int at, int length, Header header) {
    if (trust == Trust.REFUSED) {
      return;
    }
    byte flags = header.flags();
    if ((flags & FrameDescriptor.BEGIN_FRAG_FLAG) != 0) {
      messageLength = 0;
    }
    if (messageLength < 0) {
      return; // the rest of what was refused, or was begun before we listened
    }
    if (length > message.length - messageLength) {
      messageLength = -1;
      fault(TransportCounter.REFUSED_OVERSIZED, "message too large");
      return;
    }
    buffer.getBytes(at, message, messageLength, length);
    messageLength += length;
    if ((flags & FrameDescriptor.END_FRAG_FLAG) != 0) {
      int whole = messageLength;
      messageLength = -1;
      onMessage(whole);
    }
  }

  private void onMessage(int length) {
    if (length < Wire.HEADER + Wire.SEAL) {
      fault(TransportCounter.REFUSED_MALFORMED, "message cut short");
      return;
    }
    if (message[Wire.VERSION_AT] != Wire.VERSION) {
      fault(
          TransportCounter.REFUSED_SETTINGS,
          "unknown version of the wire: version="
              + message[Wire.VERSION_AT]
              + "; this release speaks "
              + Wire.VERSION);
      return;
    }
    int kind = message[Wire.KIND_AT];
    if (trust == Trust.PROVEN && kind >= Wire.FRAME && kind <= Wire.GOODBYE) {
      onSealed(kind, length);
    } else if (trust == Trust.STRANGER && (kind == Wire.HELLO || kind == Wire.ANSWER)) {
      byte[] greeting = Arrays.copyOf(message, length - Wire.CODE);
      byte[] code = Arrays.copyOfRange(message, length - Wire.CODE, length);
      connections.onGreeting(this, greeting, code);
    } else if (trust == Trust.GREETED && kind == Wire.PROOF && length == 4 + Wire.CODE) {
      connections.onProof(peer, session, Arrays.copyOfRange(message, 4, length));
    } else if (trust == Trust.PROVEN) {
      fault(TransportCounter.REFUSED_TAMPERED, "message out of place: kind=" + kind);
    } else {
      fault(TransportCounter.REFUSED_STRANGER, "message before the greeting: kind=" + kind);
    }
  }

  private void onSealed(int kind, int length) {
    int lane = Bits.getInt(message, Wire.LANE_AT);
    int flags = message[Wire.FLAGS_AT];
    if (lane < 0 || lane >= Wire.LANES || flags < 0 || flags > 3 || message[3] != 0) {
      fault(TransportCounter.REFUSED_TAMPERED, "header out of range");
      return;
    }
    InboundLane known = lane < lanes.length ? lanes[lane] : null;
    InboundLane from =
        known != null
            ? known
            : new InboundLane(
                new LaneSeal(directionKey, lane, connections.settings().encryption()),
                connections.settings().maxFrameBytes());
    int opened = from.open(message, length, content);
    if (opened == LaneSeal.TAMPERED) {
      fault(TransportCounter.REFUSED_TAMPERED, "seal does not fit");
      return;
    }
    if (known == null) {
      keep(lane, from);
    }
    if (opened == LaneSeal.REPLAYED) {
      fault(TransportCounter.REFUSED_REPLAYED, "message came before");
    } else if (flags == (Wire.FIRST_PART | Wire.LAST_PART)) {
      deliver(kind, content, opened);
    } else if (!from.add(flags, content, opened)) {
      fault(TransportCounter.REFUSED_OVERSIZED, "frame too large, or a part of it is missing");
    } else if ((flags & Wire.LAST_PART) != 0) {
      deliver(kind, from.whole(), from.wholeLength());
    }
  }

  private void keep(int number, InboundLane lane) {
    if (number >= lanes.length) {
      lanes = Arrays.copyOf(lanes, Math.min(Wire.LANES, Math.max(number + 1, 2 * lanes.length)));
    }
    lanes[number] = lane;
  }

  private void deliver(int kind, byte[] array, int length) {
    if (kind == Wire.CONTROL) {
      connections.onControl(peer, array, length);
      return;
    }
    if (kind == Wire.GOODBYE) {
      ended = true;
      return;
    }
    // whatever way the message was protected, its content came as it was sealed
    if (FrameHeader.shapeFaultOf(array, 0, length) != null
        || FrameHeader.length(array, 0) != length) {
      fault(TransportCounter.REFUSED_MALFORMED, "no frame");
      return;
    }
    connections.onFrame(array, length);
  }

  /** The sender is a member, though not yet proven to be alive: it may prove itself now. */
  void half(Peer owner, Session begun) {
    peer = owner;
    session = begun;
    trust = Trust.GREETED;
  }

  /** Both sides have proven themselves: what is sealed by this key may pass. */
  void open(Peer owner, byte[] key) {
    peer = owner;
    directionKey = key;
    trust = Trust.PROVEN;
    message = new byte[Wire.LARGEST_MESSAGE];
  }

  private void fault(TransportCounter counter, String what) {
    if (trust == Trust.PROVEN) {
      connections.refused(counter, what, peer.name() + " at " + host());
    } else {
      refuse(counter, what, STRANGER);
    }
  }

  /** Counts, tells once, and hears no more of this stream. */
  void refuse(TransportCounter counter, String what, String who) {
    connections.refused(counter, what, who + " at " + host());
    reject(what);
  }

  /** Hears no more of this stream. */
  void reject(String reason) {
    if (trust == Trust.REFUSED) {
      return;
    }
    trust = Trust.REFUSED;
    if (!image.isClosed()) {
      image.reject(reason);
    }
  }

  /** The address without the port, which is another one each time. */
  private String host() {
    String source = image.sourceIdentity();
    int colon = source.lastIndexOf(':');
    return colon < 0 ? source : source.substring(0, colon);
  }

  /** Whether nothing can come any more. */
  boolean isEnded() {
    return ended || trust == Trust.REFUSED || image.isClosed() || image.isEndOfStream();
  }

  boolean isClosed() {
    return image.isClosed();
  }
}
