/** State machines. */
import * as z from 'zod';
import { document, passedOver, reader } from '../reading.ts';

/** `AWS::StepFunctions::StateMachine`. */
export const stateMachine = reader(
  z.strictObject({
    StateMachineName: z.string().optional(),
    StateMachineType: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
    RoleArn: z.string(),
    Definition: document.optional(),
    DefinitionString: z.string().optional(),
    DefinitionS3Location: z.strictObject({ Bucket: z.string(), Key: z.string() }).optional(),
    DefinitionSubstitutions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    ...passedOver('EncryptionConfiguration', 'LoggingConfiguration', 'TracingConfiguration', 'Tags'),
  }),
  ({ origin, name, arn, properties, draft, asset, readText }) => {
    const { Definition, DefinitionString, DefinitionS3Location, DefinitionSubstitutions } = properties;
    const text =
      DefinitionString ??
      (Definition ? JSON.stringify(Definition) : undefined) ??
      (DefinitionS3Location ? readText(asset(DefinitionS3Location.Key)) : undefined);
    if (text === undefined) throw new Error('it needs Definition, DefinitionString or DefinitionS3Location');
    const definition = text.replace(/\$\{([A-Za-z0-9_-]+)\}/g, (whole, key: string) =>
      key in DefinitionSubstitutions
        ? JSON.stringify(String(DefinitionSubstitutions[key])).slice(1, -1)
        : whole,
    );
    draft.model.machines.push({
      ...origin,
      name,
      arn: arn(),
      type: properties.StateMachineType,
      roleArn: properties.RoleArn,
      definition,
    });
  },
);
