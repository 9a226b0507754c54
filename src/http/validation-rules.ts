import { getMetadataStorage } from 'class-validator';

const storage = getMetadataStorage();
const search = storage.getTargetValidationMetadatas.bind(storage);
const found = new Map<unknown, ReturnType<typeof search>>();

/**
 * Lets class-validator look up the rules of a class once. By itself it goes through every class there is for each request, to
 * find what is inherited; none of that changes once requests come in. To be called when all classes are there; our requests
 * know no validation groups, so a class has one set of rules.
 */
export function rememberValidationRules(): void {
  storage.getTargetValidationMetadatas = (type, ...options) => {
    const known = found.get(type);
    if (known !== undefined) {
      return known;
    }
    const rules = search(type, ...options);
    found.set(type, rules);
    return rules;
  };
}
