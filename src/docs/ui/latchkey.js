/* global document, location, SwaggerUIBundle */

/** Where the samples of the document think the server is. */
const SAMPLE_ORIGIN = 'http://localhost:3000';

/** The language that was looked at last; the next samples open with it. */
let chosenLabel = 'curl';

/** Shows who may call an operation beside its path, and how to call it in several languages above its answers. */
function LatchkeyPlugin({ React }) {
  const h = React.createElement;

  function AccessBadge({ operation }) {
    const permissions = operation.get('x-permissions').join(' + ');
    const texts = {
      public: 'anyone',
      'signed-in': 'signed in',
      permissions,
      'self-or': `own or ${permissions}`,
    };
    const access = operation.get('x-access');
    return h(
      'span',
      { className: `access-badge access-badge-${access}`, title: 'Who may call this' },
      texts[access],
    );
  }

  function CodeSamples({ samples, getComponent }) {
    const [label, setLabel] = React.useState(chosenLabel);
    const HighlightCode = getComponent('HighlightCode', true);
    const sample = samples.find((one) => one.get('label') === label) ?? samples.first();
    const choose = (next) => {
      chosenLabel = next;
      setLabel(next);
    };
    const tabs = samples.map((one) =>
      h(
        'button',
        {
          key: one.get('label'),
          type: 'button',
          role: 'tab',
          'aria-selected': one === sample,
          className: 'code-samples-tab',
          onClick: () => choose(one.get('label')),
        },
        one.get('label'),
      ),
    );
    return h(
      'div',
      { className: 'code-samples' },
      h(
        'div',
        { className: 'opblock-section-header' },
        h('h4', null, 'Code samples'),
        h('div', { className: 'code-samples-tabs', role: 'tablist' }, tabs),
      ),
      h(
        HighlightCode,
        {
          language: { Shell: 'bash', JavaScript: 'javascript' }[sample.get('lang')] ?? 'plaintext',
          canCopy: true,
        },
        sample.get('source').replaceAll(SAMPLE_ORIGIN, location.origin),
      ),
    );
  }

  /** The operation as the document has it; Swagger UI itself looks at one only once it is opened. */
  const operationOf = ({ specSelectors }, path, method) =>
    specSelectors.specJson().getIn(['paths', path, method]);

  return {
    wrapComponents: {
      OperationSummaryPath: (Original, system) => (props) => {
        const { path, method } = props.operationProps.toObject();
        const operation = operationOf(system, path, method);
        return h(React.Fragment, null, h(Original, props), h(AccessBadge, { operation }));
      },
      responses: (Original, system) => (props) => {
        const samples = operationOf(system, props.path, props.method).get('x-codeSamples');
        const { getComponent } = props;
        return h(React.Fragment, null, h(CodeSamples, { samples, getComponent }), h(Original, props));
      },
    },
  };
}

const domNode = document.getElementById('swagger-ui');

SwaggerUIBundle({
  domNode,
  url: domNode.dataset.document,
  plugins: [LatchkeyPlugin],
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  // A token that is kept by the browser can be stolen from it; whoever reloads the page signs in again.
  persistAuthorization: false,
  // Swagger UI would ask a server of its makers.
  validatorUrl: null,
});
