import java.nio.file.Files;
import java.nio.file.Path;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * The configuration file, with the server's address in the places of {@code ${DB_HOST}} and the others.
 *
 * <p>They are system properties as well, for libraries that replace them on their own.
 */
final class Config {
    final Path path;
    private final Map<String, String> address;

    Config(Path path) {
        this.path = path;
        address = Stream.of("DB_HOST", "DB_PORT", "DB_USER", "DB_PASSWORD", "DB_NAME")
                .collect(Collectors.toMap(name -> name, System::getenv));
        address.forEach(System::setProperty);
    }

    /** The file's text. */
    String text() throws Exception {
        String text = Files.readString(path);
        for (Map.Entry<String, String> variable : address.entrySet()) {
            text = text.replace("${" + variable.getKey() + "}", variable.getValue());
        }
        return text;
    }

    /** A file of the same name, for libraries that read theirs themselves. */
    Path file() throws Exception {
        Path file = Files.createTempDirectory("probe").resolve(path.getFileName());
        file.toFile().deleteOnExit();
        return Files.writeString(file, text());
    }

    Properties properties() throws Exception {
        Properties properties = new Properties();
        properties.load(new StringReader(text()));
        return properties;
    }

    /** The attributes of context.xml's Resource, which Tomcat hands to the factory. */
    Properties resource() throws Exception {
        Node resource = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(file().toFile()).getElementsByTagName("Resource").item(0);
        NamedNodeMap attributes = resource.getAttributes();
        Properties properties = new Properties();
        for (int at = 0; at < attributes.getLength(); at++) {
            properties.put(attributes.item(at).getNodeName(), attributes.item(at).getNodeValue());
        }
        return properties;
    }
}
