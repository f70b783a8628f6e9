/** Secrets. */
import * as z from 'zod';
import { document, passedOver, reader } from '../reading.ts';

/** `AWS::SecretsManager::Secret`. */
export const secret = reader(
  z
    .strictObject({
      Name: z.string().optional(),
      Description: z.string().optional(),
      GenerateSecretString: document.optional(),
      SecretString: z.string().optional(),
      ...passedOver('KmsKeyId', 'ReplicaRegions', 'Tags'),
    })
    .refine(
      ({ GenerateSecretString, SecretString }) =>
        (GenerateSecretString === undefined) !== (SecretString === undefined),
      {
        message: 'a secret needs GenerateSecretString or SecretString, and not both',
      },
    ),
  ({ origin, name, ref, properties, draft }) => {
    const { GenerateSecretString: generate, SecretString: secretString, Description } = properties;
    draft.model.secrets.push({
      ...origin,
      name,
      arn: ref,
      ...(Description ? { description: Description } : {}),
      first: generate ? { generate } : { secretString: secretString ?? '' },
    });
  },
);
