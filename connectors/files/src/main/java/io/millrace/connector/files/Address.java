package io.millrace.connector.files;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a file is: a path, or a URI of the schemes {@code file} and {@code dir}. */
final class Address {
  private static final Pattern FOREIGN_SCHEME = Pattern.compile("^[a-zA-Z][a-zA-Z0-9+.-]+://.*");

  private Address() {}

  /** The path that a person or a program wrote. */
  static Path parse(String pathOrUri) {
    if (pathOrUri.isBlank()) {
      throw new IllegalArgumentException("path is empty: path=\"" + pathOrUri + "\"; name a file");
    }
    if (!pathOrUri.startsWith("file:") && !pathOrUri.startsWith("dir:")) {
      if (FOREIGN_SCHEME.matcher(pathOrUri).matches()) {
        throw new IllegalArgumentException(
            "not a file: address=" + pathOrUri + "; schemes known are file and dir");
      }
      return Path.of(pathOrUri);
    }
    URI uri;
    try {
      uri = new URI(pathOrUri);
    } catch (URISyntaxException e) {
      // A path that a person typed, with blanks perhaps: take it as it stands.
      return Path.of(pathOrUri.substring(pathOrUri.indexOf(':') + 1));
    }
    if (uri.getRawSchemeSpecificPart().indexOf('?') >= 0) {
      throw new IllegalArgumentException(
          "address with options: address="
              + pathOrUri
              + "; set them with methods, as in .follow()");
    }
    return of(uri);
  }

  /** The path of a URI without regard to what follows a question mark. */
  static Path of(URI uri) {
    if (uri.getRawAuthority() != null) {
      throw new IllegalArgumentException(
          "address with a host: address=" + uri + "; write file:PATH or file:///PATH");
    }
    String path = uri.isOpaque() ? opaquePath(uri) : uri.getPath();
    if (path == null || path.isEmpty()) {
      throw new IllegalArgumentException("address without path: address=" + uri + "; name a file");
    }
    return Path.of(path);
  }

  private static String opaquePath(URI uri) {
    String raw = uri.getRawSchemeSpecificPart();
    int question = raw.indexOf('?');
    return URI.create("x:" + (question < 0 ? raw : raw.substring(0, question)))
        .getSchemeSpecificPart();
  }
}
