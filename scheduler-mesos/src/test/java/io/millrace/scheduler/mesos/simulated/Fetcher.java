package io.millrace.scheduler.mesos.simulated;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.mesos.v1.Protos.CommandInfo;

/** Fetches over HTTP into sandboxes, by way of a cache, and unpacks archives of tar. */
final class Fetcher {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path cache;

  Fetcher(Path cache) {
    this.cache = cache;
  }

  void fetch(List<CommandInfo.URI> uris, Path sandbox) throws IOException {
    Files.createDirectories(sandbox);
    for (CommandInfo.URI uri : uris) {
      Path file = Path.of(URI.create(uri.getValue()).getPath()).getFileName();
      boolean isUnpacked = uri.getExtract() && file.toString().endsWith(".tar");
      Path fetched = uri.getCache() ? cached(uri.getValue()) : sandbox.resolve(file);
      if (!uri.getCache()) {
        download(uri.getValue(), fetched);
      }
      if (isUnpacked) {
        unpack(fetched, sandbox);
      } else if (uri.getCache()) {
        Files.copy(fetched, sandbox.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** One at a time. A real one needs the length beforehand, to make room. */
  private synchronized Path cached(String uri) throws IOException {
    Path file = cache.resolve(Integer.toHexString(uri.hashCode()));
    if (!Files.exists(file)) {
      Files.createDirectories(cache);
      HttpResponse<Void> head =
          send(
              HttpRequest.newBuilder(URI.create(uri))
                  .method("HEAD", HttpRequest.BodyPublishers.noBody())
                  .build(),
              BodyHandlers.discarding());
      long length = head.headers().firstValueAsLong("Content-Length").orElse(-1);
      Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
      download(uri, fresh);
      if (Files.size(fresh) != length) {
        throw new IOException("length of " + uri + " is " + Files.size(fresh) + ", not " + length);
      }
      Files.move(fresh, file);
    }
    return file;
  }

  private void download(String uri, Path to) throws IOException {
    send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofFile(to));
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> to)
      throws IOException {
    try {
      HttpResponse<T> answer = http.send(request, to);
      if (answer.statusCode() != 200) {
        throw new IOException("Failed to fetch all URIs: status " + answer.statusCode());
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void unpack(Path archive, Path sandbox) throws IOException {
    try {
      int exit =
          new ProcessBuilder("tar", "-C", sandbox.toString(), "-xf", archive.toString())
              .inheritIO()
              .start()
              .waitFor();
      if (exit != 0) {
        throw new IOException("Failed to fetch all URIs: tar exited with status " + exit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
