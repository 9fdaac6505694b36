package io.millrace.scheduler.mesos.simulated;

import io.millrace.scheduler.mesos.wire.RawServer;
import io.millrace.scheduler.mesos.wire.RawServer.Connection;
import io.millrace.scheduler.mesos.wire.RawServer.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.mesos.protobuf.InvalidProtocolBufferException;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** A simulated Mesos behind the HTTP API of a master, which answers as real ones do. */
final class MesosServer implements AutoCloseable {
  private static final String PROTOBUF = "application/x-protobuf";

  private final SimulatedMesos mesos;
  private final RawServer server;
  private String authorization = "";
  private URI leader;
  private int starting;

  MesosServer(SimulatedMesos mesos) {
    this.mesos = mesos;
    server = new RawServer(this::handle);
  }

  URI uri() {
    return server.uri();
  }

  /** Lets nobody in without this header. */
  void demand(String header) {
    authorization = header;
  }

  /** Does not lead; another one does. */
  void follow(URI other) {
    leader = other;
  }

  /** Has just begun: answers so many requests with 404 and 503 in turn. */
  void begin(int requests) {
    starting = requests;
  }

  /** Something that happens to Mesos; nobody else is at it meanwhile. */
  void happen(Consumer<SimulatedMesos> deed) {
    synchronized (mesos) {
      deed.accept(mesos);
    }
  }

  private void handle(Request request, Connection connection) throws IOException {
    synchronized (mesos) {
      answer(request, connection);
    }
  }

  private void answer(Request request, Connection connection) throws IOException {
    if (starting > 0) {
      boolean isRouted = --starting % 2 == 0;
      refuse(
          connection,
          isRouted ? "503 Service Unavailable" : "404 Not Found",
          isRouted ? "Master has not finished recovery" : "404 Not Found.");
    } else if (leader != null) {
      connection.write(
          "HTTP/1.1 307 Temporary Redirect\r\nLocation: //"
              + leader.getAuthority()
              + "/master/api/v1/scheduler\r\nContent-Length: 0\r\n\r\n");
    } else if (!request.header("Authorization").equals(authorization)) {
      refuse(connection, "401 Unauthorized", "401 Unauthorized.");
    } else if (!request.line().equals("POST /api/v1/scheduler HTTP/1.1")) {
      refuse(connection, "404 Not Found", "404 Not Found.");
    } else if (!request.header("Content-Type").equals(PROTOBUF)) {
      refuse(
          connection,
          "415 Unsupported Media Type",
          "Expecting 'Content-Type' of application/json or application/x-protobuf");
    } else {
      call(request, connection);
    }
  }

  private void call(Request request, Connection connection) throws IOException {
    Call call;
    try {
      call = Call.parseFrom(request.body());
    } catch (InvalidProtocolBufferException e) {
      refuse(connection, "400 Bad Request", "Failed to parse body into Call protobuf");
      return;
    }
    String streamId = request.header("Mesos-Stream-Id");
    if (call.getType() != Call.Type.SUBSCRIBE) {
      answer(connection, mesos.call(streamId, call));
    } else if (!streamId.isEmpty()) {
      refuse(
          connection,
          "400 Bad Request",
          "Subscribe calls should not include the 'Mesos-Stream-Id' header");
    } else {
      subscribe(connection, call);
    }
  }

  private void subscribe(Connection connection, Call call) throws IOException {
    List<byte[]> first = new ArrayList<>();
    HttpStream stream = new HttpStream(connection, first);
    SimulatedMesos.Answer answer = mesos.subscribe(call, stream);
    if (answer.status() != 200) {
      answer(connection, answer);
      return;
    }
    connection.write(
        "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 08:59:45 GMT\r\nTransfer-Encoding: chunked\r\n"
            + "Mesos-Stream-Id: "
            + answer.streamId()
            + "\r\nContent-Type: "
            + PROTOBUF
            + "\r\n\r\n");
    for (byte[] chunk : first) {
      connection.chunk(chunk);
    }
    stream.first = null;
  }

  private static void answer(Connection connection, SimulatedMesos.Answer answer)
      throws IOException {
    switch (answer.status()) {
      case 202 -> connection.write("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
      case 403 -> refuse(connection, "403 Forbidden", answer.text());
      default -> refuse(connection, "400 Bad Request", answer.text());
    }
  }

  private static void refuse(Connection connection, String status, String text) throws IOException {
    connection.write(
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
            + text.getBytes(StandardCharsets.UTF_8).length
            + "\r\n\r\n"
            + text);
  }

  @Override
  public void close() {
    server.close();
  }

  /** The body of an answer to SUBSCRIBE: a record in each chunk. */
  private static final class HttpStream implements SimulatedMesos.Stream {
    private final Connection connection;
    private List<byte[]> first;

    HttpStream(Connection connection, List<byte[]> first) {
      this.connection = connection;
      this.first = first;
    }

    private void chunk(byte[] bytes) {
      if (first != null) {
        first.add(bytes);
        return;
      }
      try {
        connection.chunk(bytes);
      } catch (IOException e) {
        connection.close(); // whoever listened is gone
      }
    }

    @Override
    public void event(Event event) {
      ByteArrayOutputStream record = new ByteArrayOutputStream();
      byte[] bytes = event.toByteArray();
      record.writeBytes((bytes.length + "\n").getBytes(StandardCharsets.US_ASCII));
      record.writeBytes(bytes);
      chunk(record.toByteArray());
    }

    @Override
    public void end(boolean isOrderly) {
      if (isOrderly) {
        chunk(new byte[0]);
      } else {
        connection.close();
      }
    }
  }
}
