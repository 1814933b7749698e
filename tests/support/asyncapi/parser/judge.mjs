// Prints what AsyncAPI's parser has to remark of a document; exits with 1 if there is anything.
import { fromFile, Parser } from "@asyncapi/parser";
import { AvroSchemaParser } from "@asyncapi/avro-schema-parser";

const parser = new Parser();
parser.registerSchemaParser(AvroSchemaParser());
const { document, diagnostics } = await fromFile(parser, process.argv[2]).parse();
for (const { code, message, path } of diagnostics) console.log(`${code} ${path.join(".")}: ${message}`);
process.exit(document && diagnostics.length === 0 ? 0 : 1);
