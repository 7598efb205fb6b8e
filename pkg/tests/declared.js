// The declarations of the built package, read with the compiler, to hold values against them.

import { Ajv2020 } from "ajv/dist/2020.js";
import ts from "typescript-middle";

/** @typedef {Record<string, any>} Schema */

/** What each of JSON's numbers may be beyond its type. */
const FORMATS = {
  double: { type: /** @type {const} */ ("number"), validate: Number.isFinite },
  int32: { type: /** @type {const} */ ("number"), validate: within(-(2 ** 31), 2 ** 31 - 1) },
  int8: { type: /** @type {const} */ ("number"), validate: within(-128, 127) },
  uint8: { type: /** @type {const} */ ("number"), validate: within(0, 2 ** 8 - 1) },
  uint32: { type: /** @type {const} */ ("number"), validate: within(0, 2 ** 32 - 1) },
};

export class Declarations {
  /**
   * The type of what each method, getter and function gives, by its name.
   * @type {Map<string, ts.TypeNode>}
   */
  results = new Map();

  /**
   * The details of each error, by its name.
   * @type {Map<string, ts.TypeNode>}
   */
  errors = new Map();

  /**
   * The interfaces and types.
   * @type {Map<string, ts.InterfaceDeclaration | ts.TypeAliasDeclaration>}
   */
  #types = new Map();

  /** @type {Schema} */
  #definitions;
  /** @type {Record<string, any>} */
  #exported;
  #ajv = new Ajv2020({ allErrors: true, formats: FORMATS, strict: true, strictTypes: false });
  /** @type {Set<string>} */
  #parameters = new Set();

  /**
   * @param {string} api the declarations of classes and functions
   * @param {string} types the declarations of plain values
   * @param {Schema} schema of plain values
   * @param {Record<string, any>} exported what the package exports
   */
  constructor(api, types, schema, exported) {
    this.#definitions = schema.$defs;
    this.#exported = exported;
    this.#ajv.addSchema({ $id: "wire", $defs: closed(schema.$defs) });
    for (const statement of [...statements(api), ...statements(types)]) {
      if (ts.isClassDeclaration(statement)) this.#class(statement);
      if (ts.isFunctionDeclaration(statement)) this.#callable(statement, "");
      if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
        this.#types.set(statement.name.text, statement);
      }
    }
    const details = this.#types.get("ErrorDetails");
    for (const field of details && ts.isInterfaceDeclaration(details) ? details.members : []) {
      if (ts.isPropertySignature(field) && field.type) {
        this.errors.set(field.name.getText(), field.type);
      }
    }
  }

  /** The names of parameters' types of which every field may be left out. */
  get options() {
    const isOptions = (/** @type {string} */ name) => {
      const { properties, required = [] } = this.#definitions[name] ?? {};
      return properties && required.length === 0;
    };
    return [...this.#parameters].filter(isOptions).sort();
  }

  /**
   * Options that say all defaults.
   * @param {string} name
   */
  defaults(name) {
    const fields = Object.entries(this.#definitions[name].properties);
    return Object.fromEntries(
      fields.map(([field, it]) => {
        if (it.default === undefined) throw new Error(`${name}.${field} has no default`);
        return [field, it.default];
      }),
    );
  }

  /**
   * What tells a value from its type.
   * @param {ts.TypeNode} type
   * @param {unknown} value
   * @returns {string[]}
   */
  problems(type, value) {
    if (ts.isParenthesizedTypeNode(type) || ts.isTypeOperatorNode(type)) {
      return this.problems(type.type, value);
    }
    if (ts.isUnionTypeNode(type)) {
      const each = type.types.map((it) => this.problems(it, value));
      return each.find((it) => it.length === 0) ?? each.flat();
    }
    if (ts.isArrayTypeNode(type)) {
      if (!Array.isArray(value)) return wrong(type, value);
      return value.flatMap((it) => this.problems(type.elementType, it));
    }
    if (ts.isTupleTypeNode(type)) {
      const isTuple = Array.isArray(value) || ArrayBuffer.isView(value);
      const elements = isTuple ? Array.from(/** @type {unknown[]} */ (value)) : [];
      if (!Array.isArray(value) || elements.length !== type.elements.length) {
        return wrong(type, value);
      }
      return type.elements.flatMap((it, index) =>
        this.problems(ts.isNamedTupleMember(it) ? it.type : it, elements[index]),
      );
    }
    if (ts.isTypeLiteralNode(type)) return this.#members(type.members, value);
    if (ts.isTypeReferenceNode(type)) return this.#named(type, value);
    if (ts.isTypePredicateNode(type)) return typeof value === "boolean" ? [] : wrong(type, value);
    if (ts.isLiteralTypeNode(type)) {
      const { literal } = type;
      const expected = ts.isStringLiteral(literal) ? literal.text : null;
      return value === expected ? [] : wrong(type, value);
    }
    return typeof value === type.getText() ? [] : wrong(type, value);
  }

  /**
   * @param {ts.TypeReferenceNode} type
   * @param {unknown} value
   */
  #named(type, value) {
    const name = type.typeName.getText();
    if (name in this.#definitions) return this.#mismatches(name, value);
    const own = this.#types.get(name);
    if (own && ts.isInterfaceDeclaration(own)) return this.#members(own.members, value);
    if (own) return this.problems(own.type, value);
    const known = this.#exported[name] ?? /** @type {any} */ (globalThis)[name];
    if (!known) throw new Error(`nothing is known of ${name}`);
    return value instanceof known ? [] : wrong(type, value);
  }

  /**
   * What tells a value from its definition.
   * @param {string} name
   * @param {unknown} value
   */
  #mismatches(name, value) {
    const validate = this.#ajv.getSchema(`wire#/$defs/${name}`);
    if (!validate) throw new Error(`no definition ${name}`);
    validate(value);
    return (validate.errors ?? []).map((it) => `${it.instancePath} ${it.message}`);
  }

  /**
   * @param {readonly ts.TypeElement[]} members
   * @param {any} value
   */
  #members(members, value) {
    if (typeof value !== "object" || value === null) return ["it is no object"];
    const fields = members.filter(ts.isPropertySignature);
    const names = fields.map((it) => it.name.getText());
    const unknown = Object.keys(value).filter((it) => !names.includes(it));
    const problems = fields.flatMap((it) => {
      const field = value[it.name.getText()];
      if (field === undefined && it.questionToken) return [];
      return it.type ? this.problems(it.type, field) : ["it has no type"];
    });
    return [...unknown.map((it) => `${it} is not declared`), ...problems];
  }

  /** @param {ts.ClassDeclaration} declaration */
  #class({ name, members }) {
    for (const member of members) {
      const isHidden = ts.isConstructorDeclaration(member) || !member.name;
      if (isHidden || ["free", "[Symbol.dispose]"].includes(member.name.getText())) continue;
      if (ts.isPropertyDeclaration(member) && member.type) {
        this.results.set(`${name?.text}.${member.name.getText()}`, member.type);
      } else if (ts.isMethodDeclaration(member) || ts.isGetAccessorDeclaration(member)) {
        this.#callable(member, `${name?.text}.`);
      } else {
        throw new Error(`what is ${member.getText()}?`);
      }
    }
  }

  /**
   * @param {ts.FunctionDeclaration | ts.MethodDeclaration | ts.GetAccessorDeclaration} callable
   * @param {string} prefix
   */
  #callable({ name, parameters, type }, prefix) {
    if (!name || !type) throw new Error("a function has no name, or gives nothing");
    this.results.set(prefix + name.getText(), type);
    for (const parameter of parameters) {
      const types = parameter.type ? [parameter.type] : [];
      for (const one of types.flatMap((it) => (ts.isUnionTypeNode(it) ? [...it.types] : [it]))) {
        this.#parameters.add(one.getText());
      }
    }
  }
}

/**
 * @param {ts.TypeNode} type
 * @param {unknown} value
 */
function wrong(type, value) {
  return [`${typeof value} ${JSON.stringify(value)?.slice(0, 80)} is no ${type.getText()}`];
}

/**
 * @param {number} least
 * @param {number} most
 */
function within(least, most) {
  return (/** @type {number} */ it) => Number.isInteger(it) && it >= least && it <= most;
}

/**
 * The same schema, in which no object has fields that are not told.
 * @param {any} schema
 * @returns {any}
 */
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  if (schema.allOf) return { ...schema, unevaluatedProperties: false };
  const parts = Object.entries(schema).map(([name, part]) => [name, closed(part)]);
  const isObject = schema.type === "object" && schema.properties;
  return { ...(isObject && { additionalProperties: false }), ...Object.fromEntries(parts) };
}

/** @param {string} text */
function statements(text) {
  return ts.createSourceFile("", text, ts.ScriptTarget.Latest, true).statements;
}
